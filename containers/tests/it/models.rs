//! The small models that tests evolve.

/// A product with a key and a price.
pub(crate) const PRODUCT: &str = "
s:Product a upper:DirectClass ; upper:primaryKey ( s:sku ) ; upper:property s:sku , s:name , s:price , s:tags .
s:sku a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
s:name a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
s:price a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
s:tags a upper:Attribute ; upper:datatype xsd:string .
";

/// Products with nested values, references, texts in languages, a taxonomy, a union.
pub(crate) const RICH: &str = "
s:Item a upper:SealedClass ; upper:primaryKey ( s:code ) ; upper:property s:code , s:title , s:maker , s:parts , s:image , s:sizes , s:bonus .
s:Book a upper:DirectClass ; upper:subClassOf s:Item ; upper:property s:pages .
s:Disc a upper:DirectClass ; upper:subClassOf s:Item ; upper:property s:length .
s:code a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
s:title a upper:Attribute ; upper:datatype rdf:langString ; upper:minCount 1 .
s:pages a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .
s:length a upper:Attribute ; upper:datatype xsd:duration ; upper:maxCount 1 .
s:maker a upper:Relationship ; upper:class s:Maker ; upper:maxCount 1 .
s:parts a upper:Relationship ; upper:class s:Part .
s:image a upper:Attribute ; upper:datatype xsd:anyURI ; upper:maxCount 1 .
s:sizes a upper:Attribute ; upper:datatype s:Sizes ; upper:maxCount 1 .
s:bonus a upper:Relationship ; upper:class s:Bonus ; upper:maxCount 1 .
s:Sizes a upper:List ; upper:listOf xsd:decimal .
s:Bonus a upper:Union ; upper:unionOf ( s:Part s:Maker ) .
s:Part a upper:DirectClass ; upper:property s:label , s:weight .
s:label a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
s:weight a upper:Attribute ; upper:datatype xsd:decimal ; upper:maxCount 1 .
s:Maker a upper:DirectClass ; upper:primaryKey ( s:country s:number ) ; upper:property s:country , s:number .
s:country a upper:Attribute ; upper:datatype s:Country ; upper:minCount 1 ; upper:maxCount 1 .
s:Country a upper:CustomDatatype ; upper:base xsd:string ; upper:pattern \"^[A-Z]{2}$\" .
s:number a upper:Attribute ; upper:datatype xsd:long ; upper:minCount 1 ; upper:maxCount 1 .
";

/// The rows for it.
pub(crate) const RICH_ROWS: &str = r#"{"_type":"Book","code":"b1","title":{"en":"Sea","de":"Meer"},"pages":3,"maker":{"country":"DE","number":7},"parts":[{"label":"spine","weight":1.5},{"label":"cover"}],"image":"https://example.org/a.png","sizes":["1.5",2,"1.5"],"bonus":{"_type":"Part","label":"map"}}
{"@type":"Disc","code":"d1","title":{"en":"Sky"},"length":"PT1H","bonus":{"_type":"Maker","country":"FR","number":9}}
"#;
