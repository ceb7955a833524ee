//! What takes over the numbers of what it replaces, wherever that is said.

use super::*;

/// `a` says what `p` is called; `b` is built on `a`, and `c`, which has the table, on `b` alone.
fn chain(a: &str, b: &str, c: &str) -> Checked {
    let header = |name: &str, imports: &str| {
        format!(
            "@prefix a: <http://e.org/a#> . @prefix b: <http://e.org/b#> . @prefix c: <http://e.org/c#> .
             {name}: a upper:DomainModel ; upper:domain \"{name}\" {imports} . "
        )
    };
    sound(models(&[
        &(header("a", "") + a),
        &(header("b", "; owl:imports a:") + b),
        &(header("c", "; owl:imports b:")
            + "c:id a upper:Attribute ; upper:datatype xsd:string . "
            + c),
    ]))
}

fn provision(checked: &Checked, ids: &mut Ids) -> Table {
    let model = domain(checked, "c");
    let mut tables = tables(model.models(), model.id(), ids);
    record(model.models(), model.id(), &tables, ids);
    tables.remove(0)
}

#[test]
fn a_property_of_a_trait_is_followed_through_models_between() {
    let b = "b:N a upper:DirectClass ; upper:trait a:T .";
    let c = "c:R a upper:DirectClass ; upper:primaryKey ( c:id ) ; upper:property c:id , c:n .
             c:n a upper:Relationship ; upper:class b:N ; upper:maxCount 1 .";
    let before = "a:T a upper:Trait ; upper:property a:p .
                  a:p a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .";
    let after = "a:T a upper:Trait ; upper:property a:q .
                 a:q a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
                 a:p a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ;
                     upper:deprecated \"renamed\" ; upper:replacedBy a:q .";
    let mut ids = Ids::default();
    let first = numbers(&provision(&chain(before, b, c), &mut ids));
    let table = provision(&chain(after, b, c), &mut ids);
    assert_eq!(numbers(&table)["n.q"], first["n.p"]);
    let ColumnType::Struct(fields) = &table.columns[1].kind else {
        panic!("{table:?}")
    };
    assert_eq!(fields[0].formerly, ["http://e.org/c#n http://e.org/a#p"]);
}

#[test]
fn an_attribute_of_a_key_is_followed_through_keys_between() {
    let a = |key: &str, more: &str| {
        format!(
            "a:K a upper:DirectClass ; upper:primaryKey ( a:{key} ) ; upper:property a:{key} .
             a:{key} a upper:Attribute ; upper:datatype xsd:string . {more}"
        )
    };
    let b = "b:M a upper:DirectClass ; upper:primaryKey ( b:ref ) ; upper:property b:ref .
             b:ref a upper:Relationship ; upper:class a:K .";
    let c = "c:R a upper:DirectClass ; upper:primaryKey ( c:id ) ; upper:property c:id , c:m .
             c:m a upper:Relationship ; upper:class b:M ; upper:maxCount 1 .";
    let old = "a:k a upper:Attribute ; upper:datatype xsd:string ;
                   upper:deprecated \"renamed\" ; upper:replacedBy a:code .";
    let mut ids = Ids::default();
    let first = numbers(&provision(&chain(&a("k", ""), b, c), &mut ids));
    let table = provision(&chain(&a("code", old), b, c), &mut ids);
    assert_eq!(numbers(&table)["m_ref_code"], first["m_ref_k"]);
}
