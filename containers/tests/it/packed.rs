//! What writers of Parquet pack values into, and what it is beside other columns.

use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, BinaryDictionaryBuilder, ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, DictionaryArray, FixedSizeBinaryArray, Int32Array, PrimitiveArray, StringArray,
    TimestampNanosecondArray,
};
use parquet::data_type::{ByteArrayType, Int96, Int96Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::json;

use crate::formats::parquet;
use crate::help::{Lake, Model, load, rejects};

const MODEL: &str = "
s:Part a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:raw , s:size , s:at , s:tags .
s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
s:raw a upper:Attribute ; upper:datatype xsd:base64Binary ; upper:maxCount 1 .
s:size a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
s:at a upper:Attribute ; upper:datatype upper:LocalDateTime ; upper:maxCount 1 .
s:tags a upper:Attribute ; upper:datatype xsd:string .
";
const PART: &str = "https://example.org/shop#Part";

/// Values of every kind go by whole columns, or one by one where there is a list beside them.
fn both(columns: &[(&str, ArrayRef)]) -> Vec<serde_json::Value> {
    let model = Model::of(MODEL);
    let mut tags = ListBuilder::new(StringBuilder::new());
    for _ in 0..columns[0].1.len() {
        tags.values().append_value("x");
        tags.append(true);
    }
    let tags: ArrayRef = Arc::new(tags.finish());
    let read = |columns: Vec<(&str, ArrayRef)>| {
        let lake = Lake::new();
        lake.provision(&model);
        let file = parquet(&lake, "p.parquet", columns);
        load(&lake.live, &model, PART, std::slice::from_ref(&file)).unwrap();
        let rejects = rejects(&containers::rejects_of(&file));
        assert_eq!(rejects, []);
        lake.query("select id, raw, size from shop.part order by id")
    };
    let alone = read(columns.to_vec());
    let beside = read(columns.iter().cloned().chain([("tags", tags)]).collect());
    assert_eq!(alone, beside);
    alone
}

#[test]
fn dictionaries_are_what_is_in_them() {
    let mut raw = BinaryDictionaryBuilder::<Int32Type>::new();
    raw.append_value([0xde, 0xad, 0xbe, 0xef]);
    raw.append_null();
    raw.append_value([0xff]);
    let keys = PrimitiveArray::<Int32Type>::from(vec![Some(0), Some(1), None]);
    let values: ArrayRef = Arc::new(Int32Array::from(vec![Some(7), None]));
    let sizes = DictionaryArray::try_new(keys, values).unwrap();
    let columns: [(&str, ArrayRef); 3] = [
        ("id", Arc::new(StringArray::from(vec!["a", "b", "c"]))),
        ("raw", Arc::new(raw.finish())),
        ("size", Arc::new(sizes)),
    ];
    assert_eq!(
        both(&columns),
        [
            json!({"id": "a", "raw": "3q2+7w==", "size": 7}),
            json!({"id": "b", "raw": null, "size": null}),
            json!({"id": "c", "raw": "/w==", "size": null}),
        ]
    );
}

#[test]
fn sixteen_bytes_are_a_uuid_only_where_the_model_has_one() {
    let raw = FixedSizeBinaryArray::try_from_iter([[1_u8; 16]].into_iter()).unwrap();
    let columns: [(&str, ArrayRef); 2] = [
        ("id", Arc::new(StringArray::from(vec!["a"]))),
        ("raw", Arc::new(raw)),
    ];
    assert_eq!(
        both(&columns),
        [json!({"id": "a", "raw": "AQEBAQEBAQEBAQEBAQEBAQ==", "size": null})]
    );
}

/// As Spark and Hive write timestamps: the nanoseconds of a day, and a Julian day.
#[test]
fn timestamps_of_96_bits_reach_as_far_as_microseconds_do() {
    let model = Model::of(MODEL);
    let lake = Lake::new();
    lake.provision(&model);
    let path = lake.dir.path().join("spark.parquet");
    let schema = "message spark { required binary id (UTF8); required int96 at; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let file = std::fs::File::create(&path).unwrap();
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(file, schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let ids = [b"a".as_slice(), b"b"].map(|id| id.to_vec().into());
    column
        .typed::<ByteArrayType>()
        .write_batch(&ids, None, None)
        .unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    // 1970-01-01 is day 2,440,588; 9999-12-31 is 2,932,896 days later.
    let at = |day: u32, nanos: u64| {
        let mut value = Int96::new();
        value.set_data(nanos as u32, (nanos >> 32) as u32, day);
        value
    };
    let values = [
        at(2_440_588, 1_500_000_000),
        at(2_440_588 + 2_932_896, 86_399_000_000_000),
    ];
    column
        .typed::<Int96Type>()
        .write_batch(&values, None, None)
        .unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    load(&lake.live, &model, PART, std::slice::from_ref(&path)).unwrap();
    assert_eq!(rejects(&containers::rejects_of(&path)), []);
    assert_eq!(
        lake.query("select id, cast(at as varchar) as at from shop.part order by id"),
        [
            json!({"id": "a", "at": "1970-01-01T00:00:01.500"}),
            json!({"id": "b", "at": "9999-12-31T23:59:59"}),
        ]
    );
}

#[test]
fn bytes_for_a_text_are_the_text_at_every_depth_or_none() {
    let model = Model::of(MODEL);
    let lake = Lake::new();
    lake.provision(&model);
    let mut tags = ListBuilder::new(BinaryBuilder::new());
    tags.values().append_value(b"abcd");
    tags.append(true);
    let id = FixedSizeBinaryArray::try_from_iter([*b"four"].into_iter()).unwrap();
    let columns: Vec<(&str, ArrayRef)> =
        vec![("id", Arc::new(id)), ("tags", Arc::new(tags.finish()))];
    let file = parquet(&lake, "p.parquet", columns);
    load(&lake.live, &model, PART, std::slice::from_ref(&file)).unwrap();
    assert_eq!(
        lake.query("select id, tags from shop.part"),
        [json!({"id": "four", "tags": ["abcd"]})]
    );
    let schema = json!({"type":"record","name":"Part","fields":[
        {"name":"id","type":"string"},
        {"name":"tags","type":{"type":"array","items":"bytes"}},
    ]});
    let schema = apache_avro::Schema::parse(&schema).unwrap();
    let path = lake.dir.path().join("p.avro");
    let mut writer = apache_avro::Writer::new(&schema, std::fs::File::create(&path).unwrap());
    let mut record = apache_avro::types::Record::new(&schema).unwrap();
    record.put("id", "a");
    let bytes = apache_avro::types::Value::Bytes(b"abcd".to_vec());
    record.put("tags", apache_avro::types::Value::Array(vec![bytes]));
    writer.append(record).unwrap();
    writer.flush().unwrap();
    let error = load(&lake.live, &model, PART, std::slice::from_ref(&path)).unwrap_err();
    let said = format!("{error:?}");
    assert!(said.contains("`tags` is bytes"), "{said}");
}

/// In every format a row may say of which class it is, also where there is but one.
#[test]
fn rows_of_another_class_are_not_taken() {
    let model = Model::of(MODEL);
    let lake = Lake::new();
    lake.provision(&model);
    let texts = |of: &[&str]| Arc::new(StringArray::from(of.to_vec())) as ArrayRef;
    let columns = vec![
        ("id", texts(&["a", "b"])),
        ("_type", texts(&["Part", "Other"])),
    ];
    for file in [
        parquet(&lake, "p.parquet", columns),
        lake.file("p.csv", "id,_type\na,Part\nb,Other\nc,\n"),
    ] {
        load(&lake.live, &model, PART, std::slice::from_ref(&file)).unwrap();
        let rejects = rejects(&containers::rejects_of(&file));
        let [(_, reason)] = rejects.as_slice() else {
            panic!("{rejects:?}");
        };
        assert!(reason.contains("`Other` is not loaded here"), "{reason}");
    }
}

/// What a zone is called does not matter: what is counted is UTC.
#[test]
fn instants_in_nanoseconds_are_read_whatever_their_zone_is_called() {
    let model = Model::of(
        "s:Part a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:at , s:tags .
         s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
         s:at a upper:Attribute ; upper:datatype xsd:dateTime ; upper:minCount 1 ; upper:maxCount 1 .
         s:tags a upper:Attribute ; upper:datatype xsd:string .",
    );
    for zone in [
        "UTC",
        "utc",
        "Z",
        "UTC+01:00",
        "GMT+1",
        "Local",
        "tzlocal()",
    ] {
        for beside in [false, true] {
            let at = TimestampNanosecondArray::from(vec![1_700_000_000_000_000_000, -1_000]);
            let mut tags = ListBuilder::new(StringBuilder::new());
            tags.append(true);
            tags.append(true);
            let mut columns: Vec<(&str, ArrayRef)> = vec![
                ("id", Arc::new(StringArray::from(vec!["a", "b"]))),
                ("at", Arc::new(at.with_timezone(zone))),
                ("tags", Arc::new(tags.finish())),
            ];
            columns.truncate(if beside { 3 } else { 2 });
            let lake = Lake::new();
            lake.provision(&model);
            let file = parquet(&lake, "p.parquet", columns);
            let loaded = load(&lake.live, &model, PART, std::slice::from_ref(&file)).unwrap();
            assert_eq!((loaded.inserted, loaded.rejected), (2, 0), "{zone}");
            assert_eq!(
                lake.query("select at from shop.part order by id"),
                [
                    json!({"at": "2023-11-14T22:13:20Z"}),
                    json!({"at": "1969-12-31T23:59:59.999999Z"}),
                ],
                "{zone}"
            );
        }
    }
}
