//! Opens an encrypted assertion (XML Encryption 1.1), so that afterwards there is a response in the clear, checked like any other.
//!
//! Providers sign and encrypt in either order, and whoever may post here may change what is encrypted and watch what becomes of it: CBC
//! and the keys around it answer such questions byte by byte. So a signature around the encrypted part is checked before it is opened;
//! without one, the assertion inside must be signed, and whatever fails until that signature holds is one and the same refusal.

use std::collections::HashSet;
use std::ops::Range;

use quick_xml::escape::escape;
use quick_xml::events::Event;
use quick_xml::name::{PrefixDeclaration, ResolveResult};
use quick_xml::reader::{NsReader, Reader};
use saml_rs::constants::signature_algorithm::RSA_SHA256;
use saml_rs::crypto::keys::load_private_key;
use saml_rs::crypto::{
    AssertionDecryptionOptions, construct_saml_signature, decrypt_assertion, verify_signature,
};

use super::Own;
use super::shape::{self, ASSERTION, Attributes, DSIG, PROTOCOL, form};
use crate::{Check, Refused, Result};

const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
const XENC11: &str = "http://www.w3.org/2009/xmlenc11#";
/// An assertion may be encrypted to several parties; each key that is tried costs an operation with ours.
const MOST_KEYS: usize = 8;

/// A response whose assertion was opened.
pub(super) struct Opened {
    /// The document, with the assertion in the clear.
    pub(super) xml: String,
    /// What was signed is the response around it: that signature held, and since it cannot hold for the opened document, ours stands in
    /// its place.
    pub(super) sealed: bool,
}

/// Opens the assertion of a response that [`shape::check`] let pass.
///
/// # Errors
/// [`Check::Signature`] when the response is signed, but not by a trusted certificate; [`Check::Form`] when its parts are not where they
/// belong; [`Check::Encryption`] for everything that depends on what is inside.
pub(super) fn open(xml: &str, own: &Own, trusted: &[String]) -> Result<Opened> {
    let parts = Parts::read(xml)?;
    if parts.signature.is_some() && !holds(xml, trusted) {
        let detail = "no certificate of the provider has signed this response";
        return Err(Refused::new(Check::Signature, detail));
    }
    opened(xml, &parts, own, trusted).ok_or_else(|| {
        let detail =
            "the assertion is not encrypted to our certificate, or not signed by the provider's";
        Refused::new(Check::Encryption, detail)
    })
}

/// Whether the first signature of a document holds; [`shape::check`] has seen what it refers to.
fn holds(xml: &str, trusted: &[String]) -> bool {
    matches!(verify_signature(xml, trusted), Ok((true, Some(_))))
}

fn opened(xml: &str, parts: &Parts, own: &Own, trusted: &[String]) -> Option<Opened> {
    let key = load_private_key(&own.key, None).ok()?;
    let options = AssertionDecryptionOptions::default();
    let (_, assertion) = decrypt_assertion(&parts.alone(), &key, options).ok()?;
    let plain = parts.replaced(xml, &at_home(&assertion, &parts.namespaces)?)?;
    let shape = shape::check(&plain).ok().filter(|it| !it.encrypted)?;
    if shape.assertion_signed {
        return holds(&plain, trusted).then_some(Opened {
            xml: plain,
            sealed: false,
        });
    }
    parts.signature.as_ref()?;
    let sealed =
        construct_saml_signature(&plain, true, &key, &own.certificate, RSA_SHA256, &[], None);
    Some(Opened {
        xml: sealed.ok()?,
        sealed: true,
    })
}

/// An assertion with the namespaces that it had from around it. Exclusive canonicalisation does not see those that are not used.
fn at_home(assertion: &str, namespaces: &[(String, String)]) -> Option<String> {
    let assertion = assertion.trim();
    let mut reader = Reader::from_str(assertion);
    let (Event::Start(start) | Event::Empty(start)) = reader.read_event().ok()? else {
        return None;
    };
    let own: HashSet<String> = start
        .attributes()
        .filter_map(|attribute| attribute.ok()?.key.as_namespace_binding().map(prefix))
        .collect();
    let (name, rest) = assertion.split_at_checked(1 + start.name().as_ref().len())?;
    let missing = namespaces
        .iter()
        .filter(|(prefix, _)| !own.contains(prefix));
    let declarations: Vec<String> = missing
        .map(|(prefix, namespace)| match prefix.as_str() {
            "" => format!(" xmlns=\"{namespace}\""),
            prefix => format!(" xmlns:{prefix}=\"{namespace}\""),
        })
        .collect();
    Some([name, &declarations.concat(), rest].concat())
}

fn prefix(declared: PrefixDeclaration<'_>) -> String {
    match declared {
        PrefixDeclaration::Default => String::new(),
        PrefixDeclaration::Named(prefix) => prefix.to_owned(),
    }
}

/// A key for the data, encrypted to somebody: to us, if we are lucky.
#[derive(Default)]
struct Key {
    method: String,
    digest: String,
    mask: String,
    label: String,
    value: String,
}

impl Key {
    fn xml(&self) -> String {
        let part = |name: &str, algorithm: &str| match algorithm {
            "" => String::new(),
            algorithm => format!("<{name} Algorithm=\"{}\"/>", escape(algorithm)),
        };
        let label = match self.label.as_str() {
            "" => String::new(),
            label => format!("<e:OAEPparams>{label}</e:OAEPparams>"),
        };
        format!(
            "<e:EncryptedKey><e:EncryptionMethod Algorithm=\"{}\">{}{label}{}</e:EncryptionMethod>\
             <e:CipherData><e:CipherValue>{}</e:CipherValue></e:CipherData></e:EncryptedKey>",
            escape(&self.method),
            part("d:DigestMethod", &self.digest),
            part("x:MGF", &self.mask),
            self.value
        )
    }
}

/// Where an element stands below the response, each step with the letter of its namespace.
const DATA: &str = "/a:EncryptedAssertion/e:EncryptedData";
const KEYS: [&str; 2] = [
    "/a:EncryptedAssertion/e:EncryptedData/d:KeyInfo/e:EncryptedKey",
    // beside the data, which refers to it by a RetrievalMethod, or to nothing where there is one only
    "/a:EncryptedAssertion/e:EncryptedKey",
];

/// What of a response has to do with encryption.
#[derive(Default)]
struct Parts {
    /// The signature of the response.
    signature: Option<Range<usize>>,
    /// The encrypted assertion.
    whole: Range<usize>,
    /// Prefixes and namespaces that hold in it.
    namespaces: Vec<(String, String)>,
    keys: Vec<Key>,
    datas: usize,
    method: String,
    value: String,
}

impl Parts {
    fn read(xml: &str) -> Result<Parts> {
        let mut reader = NsReader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        let (mut parts, mut open) = (Parts::default(), Vec::new());
        let mut path = String::new();
        loop {
            let start = usize::try_from(reader.buffer_position()).map_err(form)?;
            let (namespace, event) = reader.read_resolved_event().map_err(form)?;
            match event {
                Event::Start(element) => {
                    let step = step(&namespace, element.local_name().as_ref());
                    open.push((path.len(), start));
                    if open.len() > 1 {
                        path.push_str(&step);
                    }
                    parts.enter(&path, &Attributes::read(&element)?)?;
                    if path == "/a:EncryptedAssertion" {
                        parts.namespaces = in_scope(&reader);
                    }
                }
                Event::End(_) => {
                    let end = usize::try_from(reader.buffer_position()).map_err(form)?;
                    let (length, start) = open.pop().ok_or_else(|| form("an end too many"))?;
                    parts.leave(&path, start..end);
                    path.truncate(length);
                }
                Event::Text(text) => parts.text(&path, &text),
                Event::Eof => return parts.checked(),
                _ => {}
            }
        }
    }

    fn enter(&mut self, path: &str, attributes: &Attributes) -> Result<()> {
        if path == DATA {
            self.datas += 1;
        }
        if path.strip_prefix(DATA) == Some("/e:EncryptionMethod") {
            self.method.clone_from(&attributes.algorithm);
        }
        let Some(below) = KEYS.iter().find_map(|key| path.strip_prefix(key)) else {
            return Ok(());
        };
        if below.is_empty() {
            self.keys.push(Key::default());
        }
        if self.keys.len() > MOST_KEYS {
            return Err(form("more encrypted keys than an assertion has"));
        }
        if let Some(key) = self.keys.last_mut() {
            match below {
                "/e:EncryptionMethod" => key.method.clone_from(&attributes.algorithm),
                "/e:EncryptionMethod/d:DigestMethod" => {
                    key.digest.clone_from(&attributes.algorithm);
                }
                "/e:EncryptionMethod/x:MGF" => key.mask.clone_from(&attributes.algorithm),
                _ => {}
            }
        }
        Ok(())
    }

    fn leave(&mut self, path: &str, range: Range<usize>) {
        match path {
            "/d:Signature" => self.signature = Some(range),
            "/a:EncryptedAssertion" => self.whole = range,
            _ => {}
        }
    }

    fn text(&mut self, path: &str, text: &str) {
        let base64 = text
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || "+/=".contains(*c));
        if path.strip_prefix(DATA) == Some("/e:CipherData/e:CipherValue") {
            return self.value.extend(base64);
        }
        let below = KEYS.iter().find_map(|key| path.strip_prefix(key));
        match (below, self.keys.last_mut()) {
            (Some("/e:CipherData/e:CipherValue"), Some(key)) => key.value.extend(base64),
            (Some("/e:EncryptionMethod/e:OAEPparams"), Some(key)) => key.label.extend(base64),
            _ => {}
        }
    }

    fn checked(self) -> Result<Parts> {
        if self.datas == 1 && !self.keys.is_empty() {
            return Ok(self);
        }
        Err(form("not one encrypted text with a key of its own"))
    }

    /// The encrypted part as everybody writes it: alone, its keys inside, no name from around it.
    fn alone(&self) -> String {
        let keys: String = self.keys.iter().map(Key::xml).collect();
        format!(
            "<Response><EncryptedAssertion><e:EncryptedData xmlns:e=\"{XENC}\" xmlns:x=\"{XENC11}\" xmlns:d=\"{DSIG}\" Type=\"{XENC}Element\">\
             <e:EncryptionMethod Algorithm=\"{}\"/><d:KeyInfo>{keys}</d:KeyInfo>\
             <e:CipherData><e:CipherValue>{}</e:CipherValue></e:CipherData></e:EncryptedData></EncryptedAssertion></Response>",
            escape(&self.method),
            self.value
        )
    }

    /// The response with the assertion instead of the encrypted one, and without the signature that held for that.
    fn replaced(&self, xml: &str, assertion: &str) -> Option<String> {
        let (from, to) = (self.whole.start, self.whole.end);
        let signature = self.signature.clone().unwrap_or(from..from);
        let (first, second) = if signature.start <= from {
            ((signature, ""), (from..to, assertion))
        } else {
            ((from..to, assertion), (signature, ""))
        };
        Some(
            [
                xml.get(..first.0.start)?,
                first.1,
                xml.get(first.0.end..second.0.start)?,
                second.1,
                xml.get(second.0.end..)?,
            ]
            .concat(),
        )
    }
}

fn step(namespace: &ResolveResult<'_>, name: &str) -> String {
    let letter = match namespace {
        ResolveResult::Bound(namespace) => match namespace.0 {
            PROTOCOL => "p",
            ASSERTION => "a",
            DSIG => "d",
            XENC => "e",
            XENC11 => "x",
            _ => "",
        },
        _ => "",
    };
    format!("/{letter}:{name}")
}

fn in_scope(reader: &NsReader<&[u8]>) -> Vec<(String, String)> {
    let plain = |namespace: &str| !namespace.contains(['<', '&', '"']);
    reader
        .resolver()
        .bindings()
        .map(|(declared, namespace)| (prefix(declared), namespace.0.to_owned()))
        .filter(|(_, namespace)| plain(namespace))
        .collect()
}
