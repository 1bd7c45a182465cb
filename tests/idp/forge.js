// Makes SAML responses, honest and forged: reads { keys, cases } from standard input, writes { name: base64 }.
// Signed and encrypted by libraries that others wrote (xml-crypto, xml-encryption), never by ours.
import { X509Certificate, createSign, createHmac, createHash } from "node:crypto";
import { SignedXml } from "xml-crypto";
import xmlenc from "xml-encryption";

const input = JSON.parse(await new Promise((done) => {
  let text = "";
  process.stdin.on("data", (piece) => (text += piece)).on("end", () => done(text));
}));
const { keys, to } = input;
keys.us.publicKey ??= new X509Certificate(keys.us.certificate).publicKey.export({ type: "spki", format: "pem" });

const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const RSA_SHA512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512";
const RSA_SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
const HMAC_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256";
const ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
const SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512";
const SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1";
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const WITH_COMMENTS = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
const BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

class Ecdsa {
  getSignature(info, key) {
    return createSign("sha256").update(info).sign({ key, dsaEncoding: "ieee-p1363" }, "base64");
  }
  getAlgorithmName() { return ECDSA_SHA256; }
}
class Hmac {
  getSignature(info, key) { return createHmac("sha256", key).update(info).digest("base64"); }
  getAlgorithmName() { return HMAC_SHA256; }
}

const at = (seconds) => new Date(to.now + seconds * 1000).toISOString().replace(/\.\d+Z/, "Z");

function assertion(o = {}) {
  const restriction = o.audience === null ? ""
    : `<saml:AudienceRestriction><saml:Audience>${o.audience ?? to.audience}</saml:Audience></saml:AudienceRestriction>`;
  const answer = o.inResponseTo === null ? "" : ` InResponseTo="${o.inResponseTo ?? to.inResponseTo}"`;
  const end = o.forever ? "" : ` NotOnOrAfter="${at(o.until ?? 300)}"`;
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ${o.idName ?? "ID"}="${o.id ?? "_a1"}" Version="2.0" IssueInstant="${at(0)}">`
    + `<saml:Issuer>${o.issuer ?? to.issuer}</saml:Issuer>`
    + `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${o.nameId ?? "ann@acme.test"}</saml:NameID>`
    + `<saml:SubjectConfirmation Method="${o.method ?? BEARER}"><saml:SubjectConfirmationData${answer}${end} Recipient="${o.recipient ?? to.acs}"/></saml:SubjectConfirmation></saml:Subject>`
    + `<saml:Conditions NotBefore="${at(o.from ?? -30)}" NotOnOrAfter="${at(o.until ?? 300)}">${restriction}</saml:Conditions>`
    + `<saml:AuthnStatement AuthnInstant="${at(0)}" SessionIndex="_s1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`
    + (o.advice ?? "")
    + `<saml:AttributeStatement><saml:Attribute Name="firstName"><saml:AttributeValue>${o.first ?? "Ann"}</saml:AttributeValue></saml:Attribute>`
    + `<saml:Attribute Name="lastName"><saml:AttributeValue>Archer</saml:AttributeValue></saml:Attribute>${o.attributes ?? ""}</saml:AttributeStatement></saml:Assertion>`;
}

function response(inside, o = {}) {
  const answer = o.inResponseTo === null ? "" : ` InResponseTo="${o.inResponseTo ?? to.inResponseTo}"`;
  const status = o.status ?? "Success";
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${o.id ?? "_r1"}" Version="2.0" IssueInstant="${at(0)}" Destination="${o.destination ?? to.acs}"${answer}>`
    + `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${o.issuer ?? to.issuer}</saml:Issuer>`
    + `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"/></samlp:Status>${inside}</samlp:Response>`;
}

// Signs the element of this local name; the signature stands after its Issuer, as the schema has it.
function sign(xml, name, o = {}) {
  const key = o.key ?? keys.rsa;
  const signer = new SignedXml({
    privateKey: key.key, publicCert: key.certificate, signatureAlgorithm: o.algorithm ?? RSA_SHA256,
    canonicalizationAlgorithm: o.canonical ?? EXCLUSIVE, idAttribute: "ID",
  });
  signer.SignatureAlgorithms[ECDSA_SHA256] = Ecdsa;
  signer.SignatureAlgorithms[HMAC_SHA256] = Hmac;
  const path = o.xpath ?? `//*[local-name(.)='${name}']`;
  const references = o.references ?? [{}];
  for (const reference of references) {
    signer.addReference({
      xpath: reference.xpath ?? path, digestAlgorithm: o.digest ?? SHA256,
      transforms: o.transforms ?? [ENVELOPED, EXCLUSIVE], isEmptyUri: o.emptyUri ?? false,
    });
  }
  signer.computeSignature(xml, {
    prefix: "ds", location: { reference: `${path}/*[local-name(.)='Issuer']`, action: "after" },
  });
  return signer.getSignedXml();
}

const signedAssertion = (o = {}, s = {}) => sign(response(assertion(o), o), "Assertion", s);
const signedResponse = (o = {}, s = {}) => sign(response(assertion(o), o), "Response", s);
const cut = (xml, from, to) => {
  const start = xml.indexOf(from);
  const end = xml.indexOf(to, start) + to.length;
  return [xml.slice(0, start), xml.slice(start, end), xml.slice(end)];
};
const signatureOf = (xml) => cut(xml, "<ds:Signature", "</ds:Signature>");
const assertionOf = (xml) => cut(xml, "<saml:Assertion", "</saml:Assertion>");
const evil = (o = {}) => assertion({ id: "_evil", nameId: "mallory@evil.test", first: "Mallory", ...o });
const encrypt = (text, o = {}) => new Promise((done, fail) => xmlenc.encrypt(text, {
  rsa_pub: keys.us.publicKey, pem: keys.us.certificate, encryptionAlgorithm: "http://www.w3.org/2009/xmlenc11#aes256-gcm",
  keyEncryptionAlgorithm: "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", disallowEncryptionWithInsecureAlgorithm: false,
  warnInsecureAlgorithm: false, ...o,
}, (error, result) => (error ? fail(error) : done(`<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${result}</saml:EncryptedAssertion>`))));
// As an IdP writes it whose library leaves out what is declared around the encrypted part.
const NAMESPACE = ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"';
const bare = (xml) => xml.replace(`<saml:Assertion${NAMESPACE}`, "<saml:Assertion");
const around = (xml) => bare(xml).replace("<samlp:Response", `<samlp:Response${NAMESPACE}`)
  .replace(`<saml:EncryptedAssertion${NAMESPACE}`, "<saml:EncryptedAssertion");
// The key beside what it opens, which refers to it; or does not.
const beside = (encrypted, reference = '<RetrievalMethod Type="http://www.w3.org/2001/04/xmlenc#EncryptedKey" URI="#_key"/>') => {
  const [before, key, after] = cut(encrypted, "<e:EncryptedKey", "</e:EncryptedKey>");
  return (before + reference + after).replace("</saml:EncryptedAssertion>",
    `${key.replace("<e:EncryptedKey", '<e:EncryptedKey Id="_key"')}</saml:EncryptedAssertion>`);
};
// Changes a character of the encrypted text, so many from its end.
const changed = (xml, back) => {
  const at = xml.lastIndexOf("</xenc:CipherValue>") - back;
  return xml.slice(0, at) + (xml[at] === "A" ? "B" : "A") + xml.slice(at + 1);
};
const CBC = { encryptionAlgorithm: "http://www.w3.org/2001/04/xmlenc#aes256-cbc" };

const good = async () => {
  const inner = assertionOf(signedAssertion())[1];
  return {
    "assertion signed": signedAssertion(),
    "response signed": signedResponse(),
    "both signed": sign(signedAssertion(), "Response", { xpath: "/*" }),
    "sha-512": signedAssertion({}, { algorithm: RSA_SHA512, digest: SHA512 }),
    "the other certificate of a roll-over": signedAssertion({}, { key: keys.next }),
    "elliptic curve": signedAssertion({}, { key: keys.ec, algorithm: ECDSA_SHA256 }),
    "encrypted, gcm": response(await encrypt(inner)),
    "encrypted, cbc, assertion signed": response(await encrypt(inner, CBC)),
    "encrypted, cbc of 128": response(await encrypt(inner, { encryptionAlgorithm: "http://www.w3.org/2001/04/xmlenc#aes128-cbc" })),
    "encrypted, signed by the next certificate": response(await encrypt(assertionOf(signedAssertion({}, { key: keys.next }))[1], CBC)),
    "encrypted, elliptic curve": response(await encrypt(assertionOf(signedAssertion({}, { key: keys.ec, algorithm: ECDSA_SHA256 }))[1], CBC)),
    "encrypted, namespace of the response": around(response(await encrypt(bare(inner), CBC))),
    "encrypted, namespace of the encrypted assertion": response(await encrypt(bare(inner))),
    "encrypted, namespace of the response, only that is signed": sign(around(response(await encrypt(bare(assertion()), CBC))), "Response"),
    "encrypted, key beside": response(beside(await encrypt(inner, CBC))),
    "encrypted, key beside, nothing refers to it": response(beside(await encrypt(inner), "")),
    "encrypted, key beside, only the response signed": sign(response(beside(await encrypt(assertion()))), "Response"),
    "encrypted, both signed": sign(response(await encrypt(inner, CBC)), "Response"),
    "encrypted, cbc, response signed": sign(response(await encrypt(inner, CBC)), "Response"),
    "encrypted, only the response signed": sign(response(await encrypt(assertion())), "Response"),
    "clock a little behind": signedAssertion({ until: -40 }),
    "clock a little ahead": signedAssertion({ from: 40 }),
    "declaration and space around": `<?xml version="1.0" encoding="UTF-8"?>\n${signedAssertion()}\n`,
    "an ampersand in a name": signedAssertion({ first: "Ann &amp; Co" }),
  };
};

const forged = async () => {
  const honest = signedAssertion();
  const inner = assertionOf(honest)[1];
  const [before, whole, after] = assertionOf(honest);
  const unsigned = (xml) => { const [a, , b] = signatureOf(xml); return a + b; };
  const signature = signatureOf(honest)[1];
  const honestResponse = signedResponse();
  const [head, responseSignature, tail] = signatureOf(honestResponse);
  const evilResponse = response(evil(), { id: "_evilr" });
  const intoIssuer = (xml, piece) => xml.replace("</saml:Issuer>", `</saml:Issuer>${piece}`);
  const into = (xml, piece) => xml.replace("</ds:Signature>", `${piece}</ds:Signature>`);
  const ephemeral = `http://www.w3.org/TR/1999/REC-xslt-19991116`;
  return {
    "garbage": "not xml at all",
    "empty": "",
    "unsigned": response(assertion()),
    "signature taken away": unsigned(honest),
    "text changed": honest.replace("ann@acme.test", "mallory@evil.test"),
    "attribute changed": honest.replace(">Ann<", ">Mallory<"),
    "digest changed": honest.replace(/<ds:DigestValue>.{4}/, "<ds:DigestValue>AAAA"),
    "signed with a key of its own, certificate inside": signedAssertion({ nameId: "mallory@evil.test" }, { key: keys.mallory }),
    "hmac with the certificate as key": signedAssertion({ nameId: "mallory@evil.test" },
      { algorithm: HMAC_SHA256, key: { key: keys.rsa.certificate, certificate: keys.rsa.certificate } }),
    "rsa-sha1": signedAssertion({}, { algorithm: RSA_SHA1 }),
    "sha-1 digest": signedAssertion({}, { digest: SHA1 }),
    "inclusive canonicalisation": signedAssertion({}, { canonical: INCLUSIVE }),
    "canonicalisation with comments": signedAssertion({}, { canonical: WITH_COMMENTS }),
    "ten transforms": signedAssertion({}, { transforms: [ENVELOPED, ...Array(9).fill(EXCLUSIVE)] })
      .replace(EXCLUSIVE + '"/></ds:Transforms>', ephemeral + '"/></ds:Transforms>'),
    "a transform by style sheet": honest.replace(`Algorithm="${ENVELOPED}"`, `Algorithm="${ephemeral}"`),
    "two references": signedAssertion({}, { references: [{}, { xpath: "//*[local-name(.)='Status']" }] }),
    "an empty reference": signedResponse({}, { emptyUri: true }),
    "an outer reference": honest.replace('URI="#_a1"', 'URI="http://evil.test/a1"'),
    "a reference to another element": intoIssuer(response(assertion()), signature),
    "two SignedInfo": honest.replace("<ds:SignedInfo>", "<ds:SignedInfo><ds:Reference URI=\"#_a1\"/></ds:SignedInfo><ds:SignedInfo>"),
    "a comment inside the digest": honest.replace(/<ds:DigestValue>/, "<ds:DigestValue><!--AAAA-->"),
    // the wrapping attacks of Somorovsky and others, one to eight
    "wrapping 1": evilResponse.replace("<samlp:Status>", `${into(responseSignature, head + tail)}<samlp:Status>`),
    "wrapping 2": evilResponse.replace("<samlp:Status>", `${head + tail}${responseSignature}<samlp:Status>`),
    "wrapping 3": before + evil() + whole + after,
    "wrapping 4": before + evil().replace("</saml:Assertion>", `${whole}</saml:Assertion>`) + after,
    "wrapping 5": before + intoIssuer(evil(), signature) + unsigned(whole) + after,
    "wrapping 6": before + intoIssuer(evil(), into(signature, unsigned(whole))) + after,
    "wrapping 7": before + `<samlp:Extensions>${evil({ id: "_a1" })}</samlp:Extensions>` + whole + after,
    "wrapping 8": before + intoIssuer(evil({ id: "_a1" }), into(signature, `<ds:Object>${unsigned(whole)}</ds:Object>`)) + after,
    "wrapping behind": before + whole + evil() + after,
    "wrapping in a foreign element": before + `<x:box xmlns:x="urn:x">${whole}</x:box>` + evil() + after,
    "wrapping of the response in an extension": evilResponse.replace("<samlp:Status>",
      `<samlp:Extensions>${honestResponse}</samlp:Extensions><samlp:Status>`),
    "a signature named like the assertion": honest.replace("<ds:Signature ", '<ds:Signature Id="_a1" '),
    "a signature named like the response": honest.replace("<ds:Signature ", '<ds:Signature Id="_r1" '),
    "the same ID twice": before + evil({ id: "_a1" }) + whole + after,
    "an assertion in a foreign namespace": before + evil().replaceAll("saml:", "x:").replace("xmlns:x=\"urn:oasis:names:tc:SAML:2.0:assertion\"", "xmlns:x=\"urn:x\"") + whole + after,
    "a signature in a foreign namespace": honest.replace('xmlns:ds="http://www.w3.org/2000/09/xmldsig#"', 'xmlns:ds="urn:x"'),
    "an id with a prefix": honest.replace('ID="_r1"', 'ID="_r1" xml:id="_a1"'),
    "a second id in another case": honest.replace('ID="_r1"', 'ID="_r1" Id="_a1"'),
    "two signed assertions of two people": (() => {
      const two = response(assertion() + evil());
      return sign(sign(two, "", { xpath: "//*[@ID='_a1']" }), "", { xpath: "//*[@ID='_evil']" });
    })(),
    "assertions as advice": sign(response(assertion({ advice: `<saml:Advice>${evil()}</saml:Advice>` })), "Response"),
    "a comment in the NameID": signedAssertion({ nameId: "ann@acme.test.evil.test" }).replace("ann@acme.test.evil.test", "ann@acme.test<!-- -->.evil.test"),
    "an instruction in the NameID": honest.replace("ann@acme.test", "ann@acme.test<?x y?>"),
    "a CDATA section in the NameID": honest.replace("ann@acme.test", "<![CDATA[ann@acme.test]]>"),
    "an element in the NameID": honest.replace("ann@acme.test", "ann@acme.test<b/>"),
    "a document type": `<!DOCTYPE r [<!ENTITY e "mallory@evil.test">]>${honest}`,
    "an entity": `<!DOCTYPE r [<!ENTITY e "ann@acme.test">]>${honest.replace("ann@acme.test", "&e;")}`,
    "an unknown entity": honest.replace("ann@acme.test", "&e;"),
    "a relative namespace": honest.replace("<samlp:Status>", "<samlp:Status xmlns:x=\"1\">"),
    "another audience": signedAssertion({ audience: "https://other.test/" }),
    "no audience": signedAssertion({ audience: null }),
    "another recipient": signedAssertion({ recipient: "https://other.test/acs" }),
    "another destination": signedResponse({ destination: "https://other.test/acs" }),
    "another request": signedAssertion({ inResponseTo: "_other" }),
    "no request": signedAssertion({ inResponseTo: null }),
    "a response of somebody else": signedAssertion().replace(`${to.issuer}</saml:Issuer>`, "https://other.test/idp</saml:Issuer>"),
    "another issuer": signedAssertion({ issuer: "https://other.test/idp" }),
    "expired": signedAssertion({ until: -90 }),
    "not yet": signedAssertion({ from: 90 }),
    "for ever": signedAssertion({ forever: true }),
    "another confirmation": signedAssertion({ method: "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches" }),
    "not let in": signedAssertion({ status: "Responder" }),
    "no assertion": response(""),
    "no address": signedAssertion({ nameId: "u-17" }),
    "encrypted by a stranger, unsigned": response(await encrypt(evil())),
    "encrypted beside a signed one": before + whole + (await encrypt(evil())) + after,
    "encrypted beside an evil one": before + evil() + (await encrypt(inner)) + after,
    "encrypted twice": response(await encrypt(await encrypt(inner))),
    "encrypted, two assertions": response(await encrypt(inner + evil())),
    "encrypted, signature inside of an evil one": response(await encrypt(intoIssuer(evil(), into(signature, `<ds:Object>${unsigned(whole)}</ds:Object>`)))),
    "encrypted, evil around the signed one": response(await encrypt(evil().replace("</saml:Assertion>", `${inner}</saml:Assertion>`))),
    "encrypted, ends the response and begins another": response(await encrypt(`${inner}</samlp:Response>${evilResponse}`)),
    "encrypted, something else than an assertion": response(await encrypt(`<saml:Advice${NAMESPACE}>${inner}</saml:Advice>`)),
    "encrypted, only the response signed, by a stranger": sign(response(await encrypt(assertion()), {}), "Response", { key: keys.mallory }),
    "encrypted, the response's signature broken": sign(response(await encrypt(inner)), "Response").replace("status:Success\"", "status:Success\" x=\"\""),
    "encrypted, the response's signature taken away": unsigned(sign(response(await encrypt(assertion(), CBC)), "Response")),
    "encrypted, another text under the response's signature": sign(response(await encrypt(assertion(), CBC)), "Response")
      .replace(/<saml:EncryptedAssertion.*<\/saml:EncryptedAssertion>/s, await encrypt(evil(), CBC)),
    "encrypted, more keys than parties": response((await encrypt(inner)).replace(/(<e:EncryptedKey.*<\/e:EncryptedKey>)/s, "$1".repeat(20))),
    "encrypted, two texts": response((await encrypt(inner)).replace(/(<xenc:EncryptedData.*<\/xenc:EncryptedData>)/s, "$1$1")),
    "encrypted, key by pkcs 1": response(await encrypt(inner, { keyEncryptionAlgorithm: "http://www.w3.org/2001/04/xmlenc#rsa-1_5" })),
    "encrypted with a comment inside": response(await encrypt(
      inner.replace("ann@acme.test", "ann@acme.test<!-- -->"))),
    "a long list of attributes": honest.replace("<samlp:Status>",
      `<samlp:Status ${Array.from({ length: 5000 }, (_, n) => `a${n}="x"`).join(" ")}>`),
    "very deep": honest.replace("<samlp:Status>", `<samlp:Status>${"<x:x xmlns:x=\"urn:x\">".repeat(500)}${"</x:x>".repeat(500)}`),
    "cut off": honest.slice(0, -20),
    "twice": honest + honest,
  };
};

// What could be asked about an encrypted text by changing it: each must be refused in the same words.
const asked = async () => {
  const inner = assertionOf(signedAssertion())[1];
  const [cbc, gcm] = [response(await encrypt(inner, CBC)), response(await encrypt(inner))];
  const other = (xml, algorithm) => xml.replace(/(<xenc:EncryptionMethod Algorithm=")[^"]*/, `$1${algorithm}`);
  const of = async (text) => response(await encrypt(text, CBC));
  return {
    "padding changed": changed(cbc, 3), "block before the padding changed": changed(cbc, 28), "middle changed": changed(cbc, 900),
    "cut off": cbc.replace(/.{64}(<\/xenc:CipherValue>)/, "$1"), "not whole blocks": cbc.replace(/.{8}(<\/xenc:CipherValue>)/, "$1"),
    "nothing": cbc.replace(/[^>]*(<\/xenc:CipherValue>)/, "$1"),
    "tag changed": changed(gcm, 3), "gcm read as cbc": other(gcm, CBC.encryptionAlgorithm), "cbc of another length": other(cbc, "http://www.w3.org/2001/04/xmlenc#aes128-cbc"),
    "key changed": cbc.replace(/(<e:CipherValue>).{4}/, "$1AAAA"), "label of the key": cbc.replace(/(<\/e:EncryptionMethod>)/, "<e:OAEPparams>AAAA</e:OAEPparams>$1"),
    "not xml": await of("ann@acme.test"), "xml cut off": await of(inner.slice(0, -3)), "another element": await of("<a/>"), "unsigned": await of(assertion()),
    "an entity": await of(inner.replace("ann@acme.test", "&e;")), "sha-1": await of(assertionOf(signedAssertion({}, { algorithm: RSA_SHA1 }))[1]),
    "signed by a stranger": await of(assertionOf(signedAssertion({}, { key: keys.mallory }))[1]),
    "signed, then changed": await of(inner.replace("ann@acme.test", "mallory@evil.test")),
    "no Conditions": await of(inner.replace(/<saml:Conditions.*<\/saml:Conditions>/, "")), "of another version": await of(inner.replace('Version="2.0"', 'Version="9"')),
  };
};

const started = async () => ({
  "provider began": signedAssertion({ inResponseTo: null }),
});

const encode = (cases) => Object.fromEntries(Object.entries(cases).map(([name, xml]) =>
  [name, Buffer.from(xml).toString("base64")]));
process.stdout.write(JSON.stringify({
  good: encode(await good()), forged: encode(await forged()), started: encode(await started()),
  asked: encode(await asked()),
  // to be sure that the run is of one piece
  sum: createHash("sha256").update(to.inResponseTo).digest("hex"),
}));
