//! Rows of TPC-H, from a generator: the columns are the model's, in the generator's order.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use tpchgen::csv::{
    CustomerCsv, LineItemCsv, NationCsv, OrderCsv, PartCsv, PartSuppCsv, RegionCsv, SupplierCsv,
};
use tpchgen::generators::{
    CustomerGenerator, LineItemGenerator, NationGenerator, OrderGenerator, PartGenerator,
    PartSuppGenerator, RegionGenerator, SupplierGenerator,
};

use crate::failure::{Doing as _, Result};

/// Writes a file for each table into a folder. A scale of 1 makes six million line items.
pub(super) fn write(dir: &Path, scale: f64) -> Result<()> {
    let table = |name, header, rows: &mut dyn Iterator<Item = String>| {
        let path = dir.join(name);
        table(&path, header, rows).doing(|| format!("write `{}`", path.display()))
    };
    std::fs::create_dir_all(dir).doing(|| format!("make `{}`", dir.display()))?;
    table(
        "Region.csv",
        "key,name,comment",
        &mut texts(RegionGenerator::new(scale, 1, 1).iter(), RegionCsv::new),
    )?;
    table(
        "Nation.csv",
        "key,name,region_key,comment",
        &mut texts(NationGenerator::new(scale, 1, 1).iter(), NationCsv::new),
    )?;
    table(
        "Supplier.csv",
        "key,name,address,nation_key,phone,account_balance,comment",
        &mut texts(SupplierGenerator::new(scale, 1, 1).iter(), SupplierCsv::new),
    )?;
    table(
        "Part.csv",
        "key,name,manufacturer,brand,part_type,size,container,retail_price,comment",
        &mut texts(PartGenerator::new(scale, 1, 1).iter(), PartCsv::new),
    )?;
    table(
        "PartSupplier.csv",
        "part_key,supplier_key,available_quantity,supply_cost,comment",
        &mut texts(PartSuppGenerator::new(scale, 1, 1).iter(), PartSuppCsv::new),
    )?;
    table(
        "Customer.csv",
        "key,name,address,nation_key,phone,account_balance,market_segment,comment",
        &mut texts(CustomerGenerator::new(scale, 1, 1).iter(), CustomerCsv::new),
    )?;
    table(
        "Order.csv",
        "key,customer_key,order_status,total_price,order_date,order_priority,clerk,ship_priority,comment",
        &mut texts(OrderGenerator::new(scale, 1, 1).iter(), OrderCsv::new),
    )?;
    table(
        "LineItem.csv",
        "order_key,part_supplier_part_key,part_supplier_supplier_key,line_number,quantity,extended_price,discount,tax,\
         return_flag,line_status,ship_date,commit_date,receipt_date,ship_instruction,ship_mode,comment",
        &mut texts(LineItemGenerator::new(scale, 1, 1).iter(), LineItemCsv::new),
    )
}

fn texts<R, C: Display>(
    rows: impl Iterator<Item = R>,
    csv: impl Fn(R) -> C,
) -> impl Iterator<Item = String> {
    rows.map(move |row| csv(row).to_string())
}

fn table(path: &Path, header: &str, rows: &mut dyn Iterator<Item = String>) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{header}")?;
    for row in rows {
        writeln!(file, "{row}")?;
    }
    file.flush()
}
