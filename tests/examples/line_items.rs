//! Prints line items of TPC-H with the columns of the example model: `line_items ROWS` as
//! they are, `line_items ROWS --changed` with another quantity in every tenth.

#![allow(clippy::expect_used, reason = "what goes wrong ends the run")]

use std::io::{BufWriter, Write as _, stdout};
use std::process::ExitCode;

use tpchgen::csv::LineItemCsv;
use tpchgen::generators::LineItemGenerator;

const HEADER: &str = "order_key,part_supplier_part_key,part_supplier_supplier_key,line_number,\
    quantity,extended_price,discount,tax,return_flag,line_status,ship_date,commit_date,\
    receipt_date,ship_instruction,ship_mode,comment";
/// Rows at scale factor 1, about.
const AT_SCALE_ONE: f64 = 6_000_000.0;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(rows) = args.iter().find_map(|a| a.parse::<u32>().ok()) else {
        eprintln!("usage: line_items ROWS [--changed]");
        return ExitCode::from(2);
    };
    let changed = args.iter().any(|a| a == "--changed");
    // A little more than is asked for; what is too much is cut off.
    let scale = (f64::from(rows) / AT_SCALE_ONE * 1.05).max(0.001);
    let mut out = BufWriter::new(stdout().lock());
    writeln!(out, "{HEADER}").expect("standard output takes it");
    let items = LineItemGenerator::new(scale, 1, 1);
    for (number, mut item) in (0..rows).zip(items.iter()) {
        if changed && number % 10 == 0 {
            item.l_quantity = item.l_quantity % 50 + 1;
        }
        writeln!(out, "{}", LineItemCsv::new(item)).expect("standard output takes it");
    }
    out.flush().expect("standard output takes it");
    ExitCode::SUCCESS
}
