//! The one shape of a response that is taken, checked before and independent of the library that verifies it (security.md C1):
//! one assertion where it belongs, at most one signature on each signed element that refers to that very element, listed
//! algorithms, no DTD, entity, comment, CDATA or processing instruction, no second meaning of an ID. What other implementations
//! were fooled with does not even reach the verifier, and the verifier need not be trusted to refuse it.

use std::collections::HashSet;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use crate::{Check, Refused, Result};

pub(super) const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
pub(super) const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
pub(super) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

const DEEPEST: usize = 24;
const MOST_ELEMENTS: usize = 3000;
const MOST_ATTRIBUTES: usize = 24;

const CANONICAL: [&str; 1] = ["http://www.w3.org/2001/10/xml-exc-c14n#"];
const TRANSFORMS: [&str; 2] = [
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
];
const SIGNATURES: [&str; 6] = [
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
];
const DIGESTS: [&str; 3] = [
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
];
/// Of keys only OAEP: PKCS #1 v1.5 answers questions about its padding. SHA-1 inside OAEP is no signature and has no known flaw.
const CIPHERS: [&str; 8] = [
    "http://www.w3.org/2009/xmlenc11#aes128-gcm",
    "http://www.w3.org/2009/xmlenc11#aes192-gcm",
    "http://www.w3.org/2009/xmlenc11#aes256-gcm",
    "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
    "http://www.w3.org/2001/04/xmlenc#aes192-cbc",
    "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
    "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
    "http://www.w3.org/2009/xmlenc11#rsa-oaep",
];
/// Names that carry meaning: in another namespace they are there to mislead.
const RESERVED: [(&str, &str); 7] = [
    ("Response", PROTOCOL),
    ("Assertion", ASSERTION),
    ("EncryptedAssertion", ASSERTION),
    ("Subject", ASSERTION),
    ("NameID", ASSERTION),
    ("Signature", DSIG),
    ("SignedInfo", DSIG),
];

/// What a response of the right shape holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// The assertion is encrypted.
    pub(super) encrypted: bool,
    /// The assertion carries a signature that can be seen.
    pub(super) assertion_signed: bool,
    /// Who the response says it is of; empty where it says nothing.
    pub(super) issuer: String,
}

/// Checks a response.
///
/// # Errors
/// [`Check::Form`], [`Check::Algorithm`] or, for more or fewer assertions than one, [`Check::Form`] as well.
pub(super) fn check(xml: &str) -> Result<Shape> {
    let mut reader = NsReader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk::default();
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(form)?;
        let namespace = match namespace {
            ResolveResult::Bound(namespace) => namespace.0.to_owned(),
            ResolveResult::Unbound => String::new(),
            ResolveResult::Unknown(_) => return Err(form("a prefix without a namespace")),
        };
        match event {
            Event::Start(start) => walk.enter(namespace, &start)?,
            Event::End(_) => walk.leave()?,
            Event::Text(text) => walk.text(&text)?,
            Event::GeneralRef(entity) => {
                walk.text(&text_of(&entity)?)?;
            }
            Event::Decl(_) if walk.elements == 0 => {}
            Event::Eof => return walk.end(),
            Event::Decl(_) => return Err(form("a declaration in the middle")),
            Event::CData(_) => return Err(form("a CDATA section")),
            Event::Comment(_) => return Err(form("a comment")),
            Event::PI(_) => return Err(form("a processing instruction")),
            Event::DocType(_) => return Err(form("a document type")),
            Event::Empty(_) => return Err(form("an element that was not expanded")),
        }
    }
}

/// What a reference stands for.
fn text_of(entity: &BytesRef<'_>) -> Result<String> {
    if let Some(char) = entity.resolve_char_ref().map_err(form)? {
        return Ok(char.to_string());
    }
    let text = resolve_predefined_entity(entity).ok_or_else(|| form("an entity"))?;
    Ok(text.to_owned())
}

pub(super) fn form(detail: impl ToString) -> Refused {
    Refused::new(Check::Form, detail)
}

/// An element that is open.
struct Open {
    namespace: String,
    name: String,
    id: String,
    references: usize,
    signed_infos: usize,
    signatures: usize,
}

impl Open {
    fn is(&self, namespace: &str, name: &str) -> bool {
        self.namespace == namespace && self.name == name
    }
}

#[derive(Default)]
struct Walk {
    open: Vec<Open>,
    ids: HashSet<String>,
    signature_ids: HashSet<String>,
    elements: usize,
    assertions: usize,
    done: bool,
    shape: Shape,
}

impl Walk {
    fn enter(&mut self, namespace: String, start: &BytesStart<'_>) -> Result<()> {
        self.elements += 1;
        if self.done || self.elements > MOST_ELEMENTS || self.open.len() >= DEEPEST {
            return Err(form("more elements than a response has"));
        }
        let name = start.local_name().as_ref().to_owned();
        let mut element = Open {
            namespace,
            name,
            id: String::new(),
            references: 0,
            signed_infos: 0,
            signatures: 0,
        };
        let attributes = Attributes::read(start)?;
        element.id.clone_from(&attributes.id);
        self.named(&element)?;
        self.place(&element)?;
        self.signature(&element, &attributes)?;
        self.open.push(element);
        Ok(())
    }

    /// Whether an element's ID is its own. Signatures are not referred to: pysaml2 names the one inside an encrypted assertion like
    /// the one around it, and they may share that name with each other, but with nothing else.
    fn named(&mut self, element: &Open) -> Result<()> {
        if element.id.is_empty() {
            return Ok(());
        }
        let (id, is_signature) = (element.id.clone(), element.is(DSIG, "Signature"));
        let taken = if is_signature {
            self.signature_ids.insert(id.clone());
            self.ids.contains(&id)
        } else {
            self.signature_ids.contains(&id) || !self.ids.insert(id)
        };
        if taken {
            return Err(form("an ID stands twice"));
        }
        Ok(())
    }

    /// Whether an element may stand here.
    fn place(&mut self, element: &Open) -> Result<()> {
        let reserved = RESERVED.iter().find(|(name, _)| *name == element.name);
        if reserved.is_some_and(|(_, namespace)| *namespace != element.namespace) {
            return Err(form(format!("{} in a foreign namespace", element.name)));
        }
        let depth = self.open.len();
        if (depth == 0) != element.is(PROTOCOL, "Response") {
            return Err(form("exactly the root is a Response"));
        }
        let parent = self.open.last();
        if parent.is_some_and(|parent| parent.is(ASSERTION, "NameID")) {
            return Err(form("an element inside a NameID"));
        }
        if element.namespace == ASSERTION
            && matches!(element.name.as_str(), "Assertion" | "EncryptedAssertion")
        {
            self.assertions += 1;
            self.shape.encrypted |= element.name == "EncryptedAssertion";
            if depth != 1 || self.assertions > 1 {
                return Err(form(
                    "exactly one assertion is taken, right below the response",
                ));
            }
        }
        Ok(())
    }

    /// Whether a signature and its parts say what they may.
    fn signature(&mut self, element: &Open, attributes: &Attributes) -> Result<()> {
        if element.name == "EncryptionMethod" {
            return listed(&attributes.algorithm, &CIPHERS);
        }
        if element.namespace != DSIG {
            return Ok(());
        }
        match element.name.as_str() {
            "Signature" => self.signed_element(),
            "SignedInfo" => self.count("Signature", |open| &mut open.signed_infos),
            "Reference" => {
                let signed = self.open.iter().rev().nth(2).map(|open| open.id.clone());
                let expected = signed
                    .filter(|id| !id.is_empty())
                    .map(|id| format!("#{id}"));
                if expected.as_deref() != Some(attributes.uri.as_str()) {
                    return Err(form("a signature refers to something else"));
                }
                self.count("SignedInfo", |open| &mut open.references)
            }
            "Object" | "Manifest" | "XPath" => {
                Err(form(format!("{} in a signature", element.name)))
            }
            "CanonicalizationMethod" => listed(&attributes.algorithm, &CANONICAL),
            "Transform" => listed(&attributes.algorithm, &TRANSFORMS),
            "SignatureMethod" => listed(&attributes.algorithm, &SIGNATURES),
            // OAEP names its hash with a DigestMethod too; a digest that is signed must be strong
            "DigestMethod" if self.open.iter().any(|open| open.is(DSIG, "SignedInfo")) => {
                listed(&attributes.algorithm, &DIGESTS)
            }
            _ => Ok(()),
        }
    }

    fn signed_element(&mut self) -> Result<()> {
        let depth = self.open.len();
        let parent = self
            .open
            .last_mut()
            .ok_or_else(|| form("a signature alone"))?;
        let may = (depth == 1 && parent.is(PROTOCOL, "Response"))
            || (depth == 2 && parent.is(ASSERTION, "Assertion"));
        parent.signatures += 1;
        self.shape.assertion_signed |= depth == 2;
        if !may || parent.signatures > 1 {
            return Err(form("a signature where none belongs"));
        }
        Ok(())
    }

    fn count(&mut self, parent: &str, counter: fn(&mut Open) -> &mut usize) -> Result<()> {
        let open = self.open.last_mut().filter(|open| open.is(DSIG, parent));
        let count = counter(open.ok_or_else(|| form("a part of a signature outside of it"))?);
        *count += 1;
        if *count > 1 {
            return Err(form("a signature with two of what it has one of"));
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<()> {
        match &self.open[..] {
            [] if !text.trim_ascii().is_empty() => Err(form("text outside of the response")),
            [_, element] if element.is(ASSERTION, "Issuer") => {
                self.shape.issuer.push_str(text);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn leave(&mut self) -> Result<()> {
        let left = self
            .open
            .pop()
            .ok_or_else(|| form("an end without a start"))?;
        let whole = match left.name.as_str() {
            "Signature" => left.signed_infos == 1,
            "SignedInfo" => left.references == 1,
            _ => true,
        };
        if left.namespace == DSIG && !whole {
            return Err(form("a signature that signs nothing"));
        }
        self.done = self.open.is_empty();
        Ok(())
    }

    fn end(self) -> Result<Shape> {
        if !self.done {
            return Err(form("the response is not whole"));
        }
        Ok(self.shape)
    }
}

fn listed(algorithm: &str, allowed: &[&str]) -> Result<()> {
    if allowed.contains(&algorithm) {
        return Ok(());
    }
    let shown: String = algorithm.chars().take(80).collect();
    Err(Refused::new(
        Check::Algorithm,
        format!("{shown} is not taken"),
    ))
}

/// The attributes that mean something here.
#[derive(Default)]
pub(super) struct Attributes {
    id: String,
    uri: String,
    pub(super) algorithm: String,
}

impl Attributes {
    pub(super) fn read(start: &BytesStart<'_>) -> Result<Attributes> {
        let mut read = Attributes::default();
        for (at, attribute) in start.attributes().enumerate() {
            let attribute = attribute.map_err(form)?;
            if at >= MOST_ATTRIBUTES {
                return Err(form("too many attributes"));
            }
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(form)?;
            if let Some(declared) = attribute.key.as_namespace_binding() {
                check_namespace(&declared, &value)?;
                continue;
            }
            let local = attribute.key.local_name();
            if local.as_ref().eq_ignore_ascii_case("id") {
                if attribute.key.prefix().is_some() || !read.id.is_empty() || value.is_empty() {
                    return Err(form("an ID with a second meaning"));
                }
                read.id = value.into_owned();
            } else if attribute.key.prefix().is_none() {
                match local.as_ref() {
                    "URI" => read.uri = value.into_owned(),
                    "Algorithm" => read.algorithm = value.into_owned(),
                    _ => {}
                }
            }
        }
        Ok(read)
    }
}

/// A relative namespace makes canonicalisation fail, and a failure must never look like an empty text (security.md C1).
fn check_namespace(declared: &quick_xml::name::PrefixDeclaration<'_>, value: &str) -> Result<()> {
    let undeclares =
        matches!(declared, quick_xml::name::PrefixDeclaration::Default) && value.is_empty();
    if undeclares
        || value
            .split_once(':')
            .is_some_and(|(scheme, _)| !scheme.is_empty())
    {
        return Ok(());
    }
    Err(form("a relative namespace"))
}
