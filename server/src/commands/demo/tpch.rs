//! Rows of TPC-H, from a generator: the columns are the model's, in the generator's order.

use std::fmt::{Display, Write as _};

use tpchgen::csv::{
    CustomerCsv, LineItemCsv, NationCsv, OrderCsv, PartCsv, PartSuppCsv, RegionCsv, SupplierCsv,
};
use tpchgen::generators::{
    CustomerGenerator, LineItemGenerator, NationGenerator, OrderGenerator, PartGenerator,
    PartSuppGenerator, RegionGenerator, SupplierGenerator,
};

/// The share of TPC-H's scale factor 1, which has six million line items.
const SCALE: f64 = 0.01;

/// Names of files, and their texts.
pub(super) fn files() -> Vec<(&'static str, String)> {
    vec![
        (
            "Region.csv",
            table(
                "key,name,comment",
                RegionGenerator::new(SCALE, 1, 1).iter().map(RegionCsv::new),
            ),
        ),
        (
            "Nation.csv",
            table(
                "key,name,region_key,comment",
                NationGenerator::new(SCALE, 1, 1).iter().map(NationCsv::new),
            ),
        ),
        (
            "Supplier.csv",
            table(
                "key,name,address,nation_key,phone,account_balance,comment",
                SupplierGenerator::new(SCALE, 1, 1)
                    .iter()
                    .map(SupplierCsv::new),
            ),
        ),
        (
            "Part.csv",
            table(
                "key,name,manufacturer,brand,part_type,size,container,retail_price,comment",
                PartGenerator::new(SCALE, 1, 1).iter().map(PartCsv::new),
            ),
        ),
        (
            "PartSupplier.csv",
            table(
                "part_key,supplier_key,available_quantity,supply_cost,comment",
                PartSuppGenerator::new(SCALE, 1, 1)
                    .iter()
                    .map(PartSuppCsv::new),
            ),
        ),
        (
            "Customer.csv",
            table(
                "key,name,address,nation_key,phone,account_balance,market_segment,comment",
                CustomerGenerator::new(SCALE, 1, 1)
                    .iter()
                    .map(CustomerCsv::new),
            ),
        ),
        (
            "Order.csv",
            table(
                "key,customer_key,order_status,total_price,order_date,order_priority,clerk,ship_priority,comment",
                OrderGenerator::new(SCALE, 1, 1).iter().map(OrderCsv::new),
            ),
        ),
        (
            "LineItem.csv",
            table(
                "order_key,part_supplier_part_key,part_supplier_supplier_key,line_number,quantity,extended_price,discount,tax,\
                 return_flag,line_status,ship_date,commit_date,receipt_date,ship_instruction,ship_mode,comment",
                LineItemGenerator::new(SCALE, 1, 1)
                    .iter()
                    .map(LineItemCsv::new),
            ),
        ),
    ]
}

fn table(header: &str, rows: impl Iterator<Item = impl Display>) -> String {
    let mut text = format!("{header}\n");
    for row in rows {
        let _ = writeln!(text, "{row}");
    }
    text
}
