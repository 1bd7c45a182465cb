//! The examples of RFC 7515, appendix A.2 and A.3, and what becomes of them when a bit is changed. None names an address, so that
//! whose signature held is refused for that, and for nothing before.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sso::Check;
use sso::jwt::{self, Algorithm, Rules};

/// Five minutes before the examples' `exp`.
const NOW: i64 = (1_300_819_380 - 300) * 1000;

const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

struct Example {
    algorithm: Algorithm,
    key: &'static str,
    header: &'static str,
    signature: &'static str,
}

/// A.2
const RSA: Example = Example {
    algorithm: Algorithm::RS256,
    key: "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj
NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz
P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo
9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB
EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX
FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp
oQIDAQAB
-----END PUBLIC KEY-----
",
    header: "eyJhbGciOiJSUzI1NiJ9",
    signature: "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQ\
                jbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc\
                6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
};

/// A.3
const ELLIPTIC: Example = Example {
    algorithm: Algorithm::ES256,
    key: "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7
6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==
-----END PUBLIC KEY-----
",
    header: "eyJhbGciOiJFUzI1NiJ9",
    signature: "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
};

impl Example {
    fn read(&self, header: &str, claims: &str, signature: &str) -> Check {
        let rules = Rules {
            algorithm: self.algorithm,
            key: self.key,
            audience: "",
            issuer: "joe",
        };
        let token = format!("{header}.{claims}.{signature}");
        jwt::read(&token, &rules, NOW).unwrap_err().check
    }

    fn signed(&self, signature: &[u8]) -> Check {
        self.read(self.header, CLAIMS, &URL_SAFE_NO_PAD.encode(signature))
    }

    fn bytes(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(self.signature).unwrap()
    }
}

#[test]
fn the_signatures_of_the_standards_examples_hold() {
    for example in [RSA, ELLIPTIC] {
        assert_eq!(
            example.read(example.header, CLAIMS, example.signature),
            Check::Email
        );
    }
}

#[test]
fn no_bit_of_a_signature_can_be_changed() {
    for example in [RSA, ELLIPTIC] {
        let honest = example.bytes();
        for at in 0..honest.len() {
            for bit in [0x01, 0x80] {
                let mut changed = honest.clone();
                changed[at] ^= bit;
                assert_eq!(example.signed(&changed), Check::Signature, "byte {at}");
            }
        }
    }
}

#[test]
fn signatures_of_another_length_or_of_nothing_do_not_hold() {
    for example in [RSA, ELLIPTIC] {
        let honest = example.bytes();
        let padded = [&[0], &honest[..]].concat();
        let longer = [&honest[..], &[0]].concat();
        let twice = honest.repeat(2);
        let (zero, full) = (vec![0; honest.len()], vec![0xff; honest.len()]);
        for odd in [
            &honest[1..],
            &honest[..honest.len() - 1],
            &padded,
            &longer,
            &twice,
            &zero,
            &full,
            &[],
        ] {
            assert_eq!(example.signed(odd), Check::Signature);
        }
        // base64 that is none, or has more than one spelling
        let spelt = format!("{}=", example.signature);
        for odd in ["?", &spelt, &format!(" {}", example.signature)] {
            let check = example.read(example.header, CLAIMS, odd);
            assert!(matches!(check, Check::Signature | Check::Form), "{odd}");
        }
    }
}

#[test]
fn header_and_claims_are_what_was_signed() {
    for example in [RSA, ELLIPTIC] {
        let plain = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let name = example.algorithm.as_str();
        for header in [
            format!(r#"{{"alg":"{name}","kid":"1"}}"#),
            format!(r#"{{ "alg":"{name}"}}"#),
        ] {
            let check = example.read(&plain(&header), CLAIMS, example.signature);
            assert_eq!(check, Check::Signature, "{header}");
        }
        let claims = r#"{"iss":"joe","exp":1300819380,"email":"ann@acme.test"}"#;
        let check = example.read(example.header, &plain(claims), example.signature);
        assert_eq!(check, Check::Signature);
    }
    // the one's signature under the other's key
    assert_eq!(RSA.signed(&ELLIPTIC.bytes()), Check::Signature);
    assert_eq!(ELLIPTIC.signed(&RSA.bytes()), Check::Signature);
}

/// The signature in the form that X.509 has, which JWS has not.
#[test]
fn an_elliptic_signature_in_der_does_not_hold() {
    let honest = ELLIPTIC.bytes();
    let number = |bytes: &[u8]| {
        let sign: &[u8] = if bytes[0] & 0x80 == 0 { &[] } else { &[0] };
        let value = [sign, bytes].concat();
        [&[0x02, u8::try_from(value.len()).unwrap()], &value[..]].concat()
    };
    let both = [number(&honest[..32]), number(&honest[32..])].concat();
    let der = [&[0x30, u8::try_from(both.len()).unwrap()], &both[..]].concat();
    assert_eq!(ELLIPTIC.signed(&der), Check::Signature);
}
