//! Prints a model of any size: `scale CLASSES` in Turtle, `scale CLASSES --linkml` in LinkML.

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(classes) = args.iter().find_map(|a| a.parse().ok()) else {
        eprintln!("usage: scale CLASSES [--linkml]");
        return ExitCode::from(2);
    };
    if args.iter().any(|a| a == "--linkml") {
        print!("{}", tests::scale::linkml(classes));
    } else {
        print!("{}", tests::scale::scale(classes));
    }
    ExitCode::SUCCESS
}
