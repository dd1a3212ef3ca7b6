//! addr2line FILE ADDRESSES: names all addresses with the addr2line crate whenever a line comes in, "first" with the file opened anew,
//! any other with what the last pass knows; answers with how many there are and the nanoseconds.
use std::hint::black_box;
use std::io::BufRead;
use std::time::Instant;

fn pass(loader: &addr2line::Loader, addresses: &[u64]) {
    for &address in addresses {
        let mut frames = loader.find_frames(address).unwrap();
        while let Some(frame) = frames.next().unwrap() {
            if let Some(function) = frame.function {
                black_box(function.raw_name().unwrap().len());
            }
            black_box(frame.location.map(|place| (place.file, place.line)));
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let addresses: Vec<u64> = std::fs::read_to_string(&arguments[2])
        .unwrap()
        .lines()
        .map(|line| u64::from_str_radix(line.trim_start_matches("0x"), 16).unwrap())
        .collect();
    println!("addr2line crate");
    let mut loader = addr2line::Loader::new(&arguments[1]).unwrap();
    for line in std::io::stdin().lock().lines() {
        let start = Instant::now();
        if line.unwrap() == "first" {
            loader = addr2line::Loader::new(&arguments[1]).unwrap();
        }
        pass(&loader, &addresses);
        println!("{} {}", addresses.len(), start.elapsed().as_nanos());
    }
}
