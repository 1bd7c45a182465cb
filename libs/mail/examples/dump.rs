#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "scratch")]
use std::fmt::Write;
fn esc(s: &str) -> String {
    let mut o = String::from("\"");
    for c in s.chars() {
        match c {
            '"' => o.push_str("\\\""),
            '\\' => o.push_str("\\\\"),
            c if (c as u32) < 32 => write!(o, "\\u{:04x}", c as u32).unwrap(),
            c => o.push(c),
        }
    }
    o.push('"');
    o
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    if a[1] == "split" {
        let t = std::fs::read_to_string(&a[2]).unwrap();
        let s = mail::quote::split_text(&t);
        println!("{}\n=====CUT=====\n{}", s.fresh, s.quoted);
        return;
    }
    for p in &a[1..] {
        match mail::parse::parse(&std::fs::read(p).unwrap()) {
            Ok(m) => println!(
                "{{\"path\":{},\"subject\":{},\"from\":{},\"date\":{},\"text\":{},\"html\":{},\"auto\":{},\"files\":[{}]}}",
                esc(p),
                esc(&m.subject),
                esc(&m.from.map_or(String::new(), |f| f.email)),
                m.date_ms.unwrap_or(-1),
                esc(&m.text),
                m.html.is_some(),
                esc(&format!("{:?}", m.automatic)),
                m.files
                    .iter()
                    .map(|f| format!(
                        "[{},{},{}]",
                        esc(&f.name),
                        esc(&f.media_type),
                        f.content.len()
                    ))
                    .collect::<Vec<_>>()
                    .join(",")
            ),
            Err(e) => println!("{{\"path\":{},\"error\":{}}}", esc(p), esc(&e.to_string())),
        }
    }
}
