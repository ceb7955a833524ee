//! The tables that classes become.

use super::*;

#[test]
fn every_datatype_has_the_type_of_the_table_in_the_design() {
    for (datatype, expected) in [
        ("xsd:string", "string"),
        ("rdf:langString", "(key! string: value! string)"),
        ("xsd:boolean", "boolean"),
        ("xsd:int", "int"),
        ("xsd:long", "long"),
        ("xsd:integer", "long"),
        ("xsd:nonNegativeInteger", "long"),
        ("xsd:decimal", "decimal(38, 9)"),
        ("xsd:float", "float"),
        ("xsd:double", "double"),
        ("xsd:date", "date"),
        ("xsd:time", "time"),
        ("xsd:dateTime", "timestamptz"),
        ("upper:LocalDateTime", "timestamp"),
        ("xsd:duration", "string"),
        ("xsd:anyURI", "string"),
        ("upper:UUID", "uuid"),
        ("xsd:base64Binary", "binary"),
        ("rdf:JSON", "string"),
    ] {
        let text = attribute("value", datatype) + &thing(", m:value");
        assert_eq!(
            shapes(&text),
            format!("thing:\nid! string\nvalue {expected}\n"),
            "{datatype}"
        );
    }
}

#[test]
fn digits_set_precision_and_scale() {
    for (facets, expected) in [
        (
            "upper:totalDigits 15 ; upper:fractionDigits 2",
            "decimal(15, 2)",
        ),
        ("upper:fractionDigits 4", "decimal(38, 4)"),
        // 15 digits may all stand before the point, and 9 behind it.
        ("upper:totalDigits 15", "decimal(24, 9)"),
        ("upper:totalDigits 4", "decimal(8, 4)"),
        ("upper:totalDigits 38", "decimal(38, 9)"),
    ] {
        let money =
            format!("m:Money a upper:CustomDatatype ; upper:base xsd:decimal ; {facets} . ");
        let text = money + &attribute("value", "m:Money") + &thing(", m:value");
        assert_eq!(
            shapes(&text),
            format!("thing:\nid! string\nvalue {expected}\n"),
            "{facets}"
        );
    }
}

#[test]
fn references_are_columns_of_the_key_attributes_however_deep() {
    let text = relationship("country", "m:Country", "; upper:minCount 1 ; upper:maxCount 1")
        + &relationship("city", "m:City", "; upper:maxCount 1")
        + &relationship("visited", "m:City", "")
        + &relationship("lived", "m:Country", "")
        + "m:Country a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id .
           m:zip a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .
           m:City a upper:DirectClass ; upper:primaryKey ( m:country m:zip ) ; upper:property m:zip , m:country . "
        + &thing(", m:city , m:visited , m:lived");
    let checked = model(&text);
    let tables = plan(&checked, "m", &Ids::default());
    let [country, city, thing] = tables.as_slice() else {
        panic!("{tables:?}")
    };
    assert_eq!(shape(country), "id! string\n");
    assert_eq!(
        shape(city),
        "zip! int\ncountry_id! string\n",
        "as the author lists them"
    );
    assert_eq!(
        shape(thing),
        "id! string\ncity_country_id string\ncity_zip int\n\
         visited [element! {country_id! string, zip! int}]\nlived [element! string]\n"
    );
    assert_eq!(city.identifier, [2, 1], "in the order of the key");
    assert_eq!(city.properties["denota.primary-key"], "country_id,zip");
    assert_eq!(
        thing.properties["denota.foreign-key.city_country_id,city_zip"],
        "m.city(country_id,zip)"
    );
    assert_eq!(
        thing.properties["denota.foreign-key.lived.element"],
        "m.country(id)"
    );
    let Origin::Reference { name, key, .. } = &thing.columns[1].origin else {
        panic!()
    };
    let steps: Vec<_> = key.iter().map(|s| (s.name.as_str(), s.alone)).collect();
    assert_eq!(
        (name.as_str(), steps),
        ("city", vec![("country", false), ("id", true)])
    );
    assert_eq!(
        thing.columns[1].path,
        [
            "http://e.org/m#city",
            "key-attribute",
            "http://e.org/m#country",
            "key-attribute",
            "http://e.org/m#id"
        ]
    );
}

#[test]
fn of_an_inverse_pair_one_side_is_stored() {
    let pair = |p: &str, q: &str| {
        let text = relationship("p", "m:Other", p)
            + &relationship("q", "m:Thing", q)
            + "m:Other a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id , m:q . "
            + &thing(", m:p");
        shapes(&text)
            .replace(":\nid! string\n", ": ")
            .replace('\n', " ")
    };
    let single = "; upper:maxCount 1";
    let of_p = "; upper:inverseOf m:p";
    let of_q = "; upper:inverseOf m:q";
    assert_eq!(
        pair("", &format!("{of_p}{single}")),
        "other: q_id string thing: ",
        "the single side"
    );
    assert_eq!(
        pair(single, of_p),
        "other: thing: p_id string ",
        "the single side"
    );
    assert_eq!(
        pair("", of_p),
        "other: thing: p [element! string] ",
        "not the one that calls itself inverse"
    );
    assert_eq!(
        pair(of_q, of_p),
        "other: thing: p [element! string] ",
        "both say so: the lesser IRI"
    );
    assert_eq!(
        pair(
            &format!("{of_q}{single}"),
            &format!("{of_p} ; upper:minCount 1{single}")
        ),
        "other: q_id! string thing: ",
        "the required one"
    );
}

#[test]
fn a_taxonomy_is_one_table_at_its_topmost_keyed_ancestor() {
    let text = attribute("name", "xsd:string")
        + &attribute("wheels", "xsd:int")
        + &attribute("doors", "xsd:int")
        + "m:Item a upper:SealedClass .
           m:Vehicle a upper:SealedClass ; upper:subClassOf m:Item ; upper:primaryKey ( m:id ) ; upper:property m:name , m:id .
           m:Motor a upper:SealedClass ; upper:subClassOf m:Vehicle ; upper:property m:wheels .
           m:Car a upper:DirectClass ; upper:subClassOf m:Motor ; upper:property m:doors ;
               upper:refinement [ upper:refines m:wheels ; upper:minCount 1 ; upper:minInclusive 3 ] .
           m:Boat a upper:DirectClass ; upper:subClassOf m:Vehicle .";
    let checked = model(&text);
    let tables = plan(&checked, "m", &Ids::default());
    assert_eq!(tables.len(), 1);
    let table = &tables[0];
    assert_eq!(table.name, "vehicle");
    assert_eq!(
        shape(table),
        "name string\nid! string\n_type! string\nwheels int\ndoors int\n"
    );
    assert_eq!(
        table
            .leaves
            .iter()
            .map(|l| l.name.as_str())
            .collect::<Vec<_>>(),
        ["Car", "Boat"]
    );
    assert_eq!(table.properties["denota.values._type"], "Car,Boat");
    assert_eq!(table.properties["denota.class.Boat"], "http://e.org/m#Boat");
    assert_eq!(table.properties["denota.required.wheels"], "Car");
    assert_eq!(
        table.properties["denota.refinement.Car.wheels"],
        "at least 3"
    );
    assert!(
        table
            .losses
            .iter()
            .any(|l| l.construct == "refinement" && l.element == "vehicle.wheels")
    );
}

#[test]
fn values_of_an_enumeration_that_are_left_are_said_by_their_names() {
    let only = "; upper:refinement [ upper:refines m:st ; upper:oneOf ( m:On ) ]";
    let text = relationship("st", "m:State", "; upper:maxCount 1")
        + "m:State a upper:Enumeration ; upper:oneOf ( m:On m:Off ) .
           m:On a upper:EnumValue ; upper:name \"Bright\" . m:Off a upper:EnumValue ."
        + &format!(
            "m:Device a upper:SealedClass ; upper:primaryKey ( m:id ) ; upper:property m:id , m:st .
             m:Lamp a upper:DirectClass ; upper:subClassOf m:Device {only} .
             m:Fan a upper:DirectClass ; upper:subClassOf m:Device .
             m:Switch a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id , m:st {only} ."
        );
    let checked = model(&text);
    let tables = plan(&checked, "m", &Ids::default());
    let properties = |name: &str| &tables.iter().find(|t| t.name == name).unwrap().properties;
    assert_eq!(properties("device")["denota.values.st"], "Bright,Off");
    assert_eq!(
        properties("device")["denota.refinement.Lamp.st"],
        "one of `Bright`"
    );
    assert_eq!(properties("switch")["denota.values.st"], "Bright");
}

#[test]
fn unions_have_a_discriminator_and_a_struct_per_leaf() {
    let text = relationship(
        "about",
        "m:Subject",
        "; upper:minCount 1 ; upper:maxCount 1",
    ) + &attribute("text", "xsd:string")
        + "m:Note a upper:DirectClass ; upper:property m:text .
           m:Mark a upper:DirectClass ; upper:property m:text .
           m:Subject a upper:Union ; upper:unionOf ( m:Note m:Thing ) . "
        + &thing(", m:about");
    assert_eq!(
        shapes(&text),
        "thing:\nid! string\nabout! {_type! string, note {text string}, thing {id! string}}\n"
    );
}

#[test]
fn what_contains_itself_is_json_text_and_a_loss() {
    let text = relationship("tree", "m:Node", "; upper:maxCount 1")
        + &relationship("left", "m:Branch", "; upper:maxCount 1")
        + &relationship("down", "m:Node", "; upper:maxCount 1")
        + "m:Node a upper:DirectClass ; upper:property m:left .
           m:Branch a upper:DirectClass ; upper:property m:down . "
        + &thing(", m:tree");
    let checked = model(&text);
    let table = plan(&checked, "m", &Ids::default()).remove(0);
    assert_eq!(shape(&table), "id! string\ntree string\n");
    assert!(matches!(table.columns[1].content, Content::Json(_)));
    assert!(
        table
            .losses
            .iter()
            .any(|l| l.construct == "nested class" && l.term == "http://e.org/m#tree")
    );
}

#[test]
fn extensions_singletons_and_iris_have_their_tables() {
    let checked = sound(models(&[
        "m: a upper:DomainModel ; upper:domain \"m\" .
         m:Page a upper:DirectClass ; upper:primaryKey ( upper:iri ) .
         m:limit a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
         m:links a upper:Relationship ; upper:class m:Page .
         m:Settings a upper:Singleton ; upper:property m:limit , m:links .",
        "o: a upper:DomainModel ; upper:domain \"o\" ; owl:imports m: .
         o:seen a upper:Attribute ; upper:datatype xsd:dateTime ; upper:minCount 1 ; upper:maxCount 1 .
         o:SeenPage a upper:Extension ; upper:extends m:Page ; upper:property o:seen .",
    ]));
    let ours = plan(&checked, "m", &Ids::default());
    assert_eq!(shape(&ours[0]), "iri! string\n");
    assert_eq!(shape(&ours[1]), "limit int\nlinks [element! string]\n");
    assert_eq!(ours[1].identifier, [0_i32; 0]);
    let theirs = plan(&checked, "o", &Ids::default());
    assert_eq!(shape(&theirs[0]), "iri! string\nseen! timestamptz\n");
    assert_eq!(theirs[0].identifier, [1]);
    assert_eq!(theirs[0].root_iri, "http://e.org/o#SeenPage");
}

#[test]
fn only_dates_of_the_key_partition() {
    let checked = bundled(&["media/people", "media/titles", "media/production"]);
    let people = plan(&checked, "people", &Ids::default());
    let person = people.iter().find(|t| t.name == "person").unwrap();
    assert_eq!(person.partition, [], "born_on is no part of the key");
    let representation = people.iter().find(|t| t.name == "representation").unwrap();
    let [partition] = representation.partition.as_slice() else {
        panic!()
    };
    let source = representation.column(partition.source).unwrap();
    assert_eq!(
        (source.name.as_str(), partition.transform.name()),
        ("valid_from", "month")
    );
    assert_eq!(representation.sort, representation.identifier);
}

#[test]
fn filters_are_sql_that_engines_share_or_are_left_out() {
    let class = |name: &str, test: &str| {
        format!(
            "m:{name} a upper:QualifiedClass ; upper:qualifies m:Thing ; upper:where [ {test} ] .\n"
        )
    };
    let classes = [
        class("None", "upper:property m:nums ; upper:present false"),
        class(
            "Endless",
            "upper:property m:size ; upper:hasValue \"INF\"^^xsd:double",
        ),
        class(
            "Three",
            "upper:property m:nums ; upper:hasValue \"3\"^^xsd:int",
        ),
        class(
            "Many",
            "upper:property m:nums ; upper:minInclusive \"3\"^^xsd:int",
        ),
        class("Hi", "upper:property m:name ; upper:hasValue \"hi\"@en"),
    ]
    .concat();
    let checked = model(&format!(
        "m:Thing a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id , m:nums , m:name , m:size .
         m:nums a upper:Attribute ; upper:datatype xsd:int .
         m:name a upper:Attribute ; upper:datatype rdf:langString .
         m:size a upper:Attribute ; upper:datatype xsd:double ; upper:maxCount 1 . {classes}"
    ));
    let thing = plan(&checked, "m", &Ids::default()).remove(0);
    let filter = |name: &str| thing.properties.get(&format!("denota.qualified.{name}"));
    assert_eq!(
        filter("None").unwrap(),
        "(nums IS NULL OR cardinality(nums) = 0)"
    );
    assert_eq!(
        filter("Endless").unwrap(),
        "size = CAST('Infinity' AS DOUBLE)"
    );
    assert_eq!(filter("Three").unwrap(), "array_contains(nums, 3)");
    assert_eq!((filter("Many"), filter("Hi")), (None, None));
    let losses = thing.losses.iter();
    let lost = losses.filter(|l| l.construct == "qualified class");
    let without = lost.filter(|l| l.message.contains("no filter is written"));
    assert_eq!(without.count(), 2);
}
