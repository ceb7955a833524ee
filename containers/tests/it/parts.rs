//! How many files a table that is partitioned gets.

use crate::help::{Lake, Model};

const READING: &str = "
s:R a upper:DirectClass ; upper:primaryKey ( s:sensor s:on ) ; upper:property s:sensor , s:on , s:value .
s:sensor a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .
s:on a upper:Attribute ; upper:datatype xsd:date ; upper:minCount 1 ; upper:maxCount 1 .
s:value a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
";

/// Rows of 30 months.
fn rows(sensors: u32, value: u32) -> String {
    let mut rows = String::new();
    for sensor in 0..sensors {
        for month in 0..30 {
            for day in 1..=28 {
                let on = format!("{}-{:02}-{day:02}", 2000 + month / 12, month % 12 + 1);
                rows += &format!("{{\"sensor\":{sensor},\"on\":\"{on}\",\"value\":{value}}}\n");
            }
        }
    }
    rows
}

/// Files that the table has now.
fn files(lake: &Lake) -> i64 {
    let manifests = lake.query("select * from shop.\"r$manifests\"");
    let count = |name: &str| {
        manifests
            .iter()
            .map(|m| m[name].as_i64().unwrap())
            .sum::<i64>()
    };
    count("added_data_files_count") + count("existing_data_files_count")
}

#[test]
fn a_partition_is_one_file_in_whatever_order_its_rows_come() {
    for keys in ["s:sensor s:on", "s:on s:sensor"] {
        let model = Model::of(&READING.replace("s:sensor s:on ) ;", &format!("{keys} ) ;")));
        let lake = Lake::new();
        lake.provision(&model);
        let loaded = lake.load(&model, "R", &rows(20, 1));
        assert_eq!(loaded.inserted, 20 * 30 * 28);
        assert_eq!(files(&lake), 30, "{keys}");
        let loaded = lake.load(&model, "R", &rows(2, 2));
        assert_eq!(loaded.updated, 2 * 30 * 28);
        assert_eq!(files(&lake), 30, "{keys}");
        let sums = lake.query("select sum(value) as n, count(*) as c from shop.r");
        assert_eq!(sums[0]["c"], 20 * 30 * 28);
        assert_eq!(sums[0]["n"], 20 * 30 * 28 + 2 * 30 * 28);
    }
}
