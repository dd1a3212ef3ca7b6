use std::collections::{BTreeMap, HashMap};
fn fold<T: Copy + std::ops::Add<Output = T>>(v: &[T], z: T) -> T { v.iter().fold(z, |a, &b| a + b) }
fn main() {
    let n = std::env::args().count() as u64;
    let v: Vec<u64> = (0..n * 100).map(|x| x.wrapping_mul(x) ^ n).collect();
    let mut m: HashMap<String, u64> = HashMap::new();
    for x in &v { *m.entry(format!("{:x}", x % 7)).or_default() += x; }
    let b: BTreeMap<_, _> = m.iter().collect();
    let mut s: Vec<_> = v.iter().map(|x| (*x as f64).sqrt()).collect();
    s.sort_by(|a, b| b.partial_cmp(a).unwrap());
    println!("{} {:?} {}", fold(&v, 0), b, fold(&s, 0.0));
}
