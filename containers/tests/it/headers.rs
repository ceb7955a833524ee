//! Files whose columns are not those of the table.

use crate::help::{Lake, Model, load};

#[test]
fn a_file_that_is_not_of_the_table_is_told_what_the_table_has() {
    let lake = Lake::new();
    let model = Model::of(
        "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:mainTitle , s:maker .
         s:id a upper:Attribute ; upper:datatype xsd:string .
         s:mainTitle a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
         s:maker a upper:Relationship ; upper:class s:M ; upper:maxCount 1 .
         s:M a upper:DirectClass ; upper:primaryKey ( s:no ) ; upper:property s:no .
         s:no a upper:Attribute ; upper:datatype xsd:int .",
    );
    lake.provision(&model);
    for (name, text, help) in [
        (
            "property.csv",
            "id,mainTitle\n1,A\n",
            "did you mean `main_title`?",
        ),
        (
            "reference.csv",
            "id,maker\n1,2\n",
            "did you mean `maker_no`?",
        ),
        (
            "semicolons.csv",
            "id;main_title\n1;A\n",
            "separate the columns by commas",
        ),
        (
            "data.csv",
            "1,A\n",
            "the table has the columns `id`, `main_title`, `maker_no`",
        ),
        ("array.jsonl", " [\n{\"id\":\"1\"}\n]\n", "jq -c '.[]'"),
    ] {
        let file = lake.file(name, text);
        let iri = "https://example.org/shop#P";
        let error = load(&lake.live, &model, iri, std::slice::from_ref(&file)).unwrap_err();
        let said = error.help().unwrap();
        assert!(said.contains(help), "{name}: {error}: {said}");
    }
    assert!(lake.query("select id from shop.p").is_empty());
}
