//! The files that the demo's customers attach: small, and what their names say they are.

use std::fmt::Write;

/// The content of a file of this name.
pub(super) fn of(name: &str) -> Vec<u8> {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "png" => png(name),
        "pdf" => pdf(name),
        "csv" => csv(),
        _ => log(),
    }
}

const WIDTH: u32 = 240;
const HEIGHT: u32 = 150;

/// A picture of coloured stripes, other ones for each name: an indexed PNG whose data is stored, not packed.
fn png(name: &str) -> Vec<u8> {
    let seed: u32 = name.bytes().map(u32::from).sum();
    let mut rows = Vec::new();
    for y in 0..HEIGHT {
        rows.push(0);
        rows.extend((0..WIDTH).map(|x| u8::try_from((x / 24 + y / 30 + seed) % 6).unwrap_or(0)));
    }
    let palette = [
        [0xf4, 0xf1, 0xe8],
        [0x1f, 0x4e, 0x79],
        [0xd9, 0x82, 0x2b],
        [0x3c, 0x8d, 0x5a],
        [0xb0, 0x3a, 0x48],
        [0x5b, 0x5f, 0x97],
    ];
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend(WIDTH.to_be_bytes());
    header.extend(HEIGHT.to_be_bytes());
    header.extend([8, 3, 0, 0, 0]);
    chunk(&mut out, *b"IHDR", &header);
    chunk(&mut out, *b"PLTE", &palette.concat());
    chunk(&mut out, *b"IDAT", &stored(&rows));
    chunk(&mut out, *b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    out.extend(u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
    let begin = out.len();
    out.extend(kind);
    out.extend(data);
    let sum = crc(&out[begin..]);
    out.extend(sum.to_be_bytes());
}

/// A zlib stream of stored blocks.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = data.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend((b << 16 | a).to_be_bytes());
    out
}

fn crc(data: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                sum >> 1 ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    };
    !data.iter().fold(u32::MAX, step)
}

/// A page with the file's name on it.
fn pdf(name: &str) -> Vec<u8> {
    let title = name.trim_end_matches(".pdf");
    let text = format!(
        "BT /F1 20 Tf 56 770 Td (Nordlicht Printing) Tj 0 -34 Td /F1 13 Tf ({title}) Tj ET"
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let (mut out, mut places) = ("%PDF-1.4\n".to_owned(), String::new());
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(places, "{:010} 00000 n ", out.len());
        let _ = writeln!(out, "{} 0 obj\n{object}\nendobj", at + 1);
    }
    let (table, count) = (out.len(), objects.len() + 1);
    let _ = write!(
        out,
        "xref\n0 {count}\n0000000000 65535 f \n{places}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    );
    out.into_bytes()
}

fn csv() -> Vec<u8> {
    b"order,article,quantity,unit price,currency\nNP-20688,Gift voucher A6 350g,500,0.38,EUR\nNP-20688,Envelope C6 kraft,500,0.11,EUR\n".to_vec()
}

fn log() -> Vec<u8> {
    "[08:41:02] upload started, 612482048 bytes in 74 parts\n[08:43:57] part 73 sent\n[08:43:58] POST /upload/finish: 413 Content Too Large\n[08:43:58] giving up after 3 tries\n".as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_formats() {
        assert_eq!(crc(b"IEND"), 0xae42_6082);
        assert_eq!(
            stored(b"abc")[3..],
            [3, 0, 0xfc, 0xff, b'a', b'b', b'c', 0x02, 0x4d, 0x01, 0x27]
        );
    }

    #[test]
    fn the_pages_of_a_pdf_are_where_its_table_says() {
        let text = String::from_utf8(pdf("invoice.pdf")).unwrap();
        let table: usize = text
            .rsplit("startxref\n")
            .next()
            .and_then(|rest| rest.lines().next())
            .unwrap()
            .parse()
            .unwrap();
        assert!(text[table..].starts_with("xref"));
        let fourth: usize = text[table..].lines().nth(6).unwrap()[..10].parse().unwrap();
        assert!(text[fourth..].starts_with("4 0 obj"));
    }
}
