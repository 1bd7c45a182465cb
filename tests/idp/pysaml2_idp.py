"""Makes SAML responses with pysaml2 and xmlsec1: reads JSON from standard input, writes { name: { made, response } }, the time in milliseconds and base64.

A second provider that others wrote, beside the ones in JavaScript: it reads our metadata, and finds in it where to answer and the
certificate to encrypt to. Debian: python3-pysaml2, xmlsec1.
"""
import base64, functools, json, pathlib, sys, tempfile, time

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, sigver
from saml2.config import IdPConfig
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, DIGEST_SHA512, SIG_RSA_SHA256, SIG_RSA_SHA512

AES = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
OAEP = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
AUTHN = {"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_auth": "idp"}
PERSON = {"mail": ["ann@acme.test"], "givenName": ["Ann"], "sn": ["Archer"]}

asked = json.load(sys.stdin)
folder = pathlib.Path(tempfile.mkdtemp(prefix="portico-pysaml2-"))


def provider(name, pair):
    for part in ("key", "certificate"):
        (folder / f"{name}.{part}").write_text(pair[part])
    config = {
        "entityid": asked["issuer"],
        "xmlsec_binary": "/usr/bin/xmlsec1",
        "key_file": str(folder / f"{name}.key"),
        "cert_file": str(folder / f"{name}.certificate"),
        "metadata": {"inline": [asked["metadata"]]},
        "service": {"idp": {
            "endpoints": {"single_sign_on_service": [("https://idp.test/sso", BINDING_HTTP_REDIRECT)]},
            "policy": {"default": {"lifetime": {"minutes": 15}, "name_form": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"}},
        }},
    }
    return Server(config=IdPConfig().load(config))


def respond(idp, **how):
    made = int(time.time()) * 1000
    where, address = idp.pick_binding("assertion_consumer_service", entity_id=asked["audience"])
    assert where == BINDING_HTTP_POST, where
    response = idp.create_authn_response(
        PERSON, asked["inResponseTo"], address, asked["audience"], authn=AUTHN,
        name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text="u-1", sp_name_qualifier=asked["audience"]), **how)
    return {"made": made, "response": base64.b64encode(str(response).encode()).decode()}


idp, following, stranger = (provider(name, asked["keys"][name]) for name in ("now", "next", "stranger"))
modern = dict(sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256)
responses = {
    "assertion signed": respond(idp, sign_assertion=True, sign_response=False, **modern),
    "response signed": respond(idp, sign_assertion=False, sign_response=True, **modern),
    "both signed": respond(idp, sign_assertion=True, sign_response=True, **modern),
    "sha-512": respond(idp, sign_assertion=True, sign_response=True, sign_alg=SIG_RSA_SHA512, digest_alg=DIGEST_SHA512),
    "next certificate": respond(following, sign_assertion=True, sign_response=False, **modern),
    "a stranger's": respond(stranger, sign_assertion=True, sign_response=True, **modern),
    "unsigned": respond(idp, sign_assertion=False, sign_response=False),
}
# of its own accord it encrypts by Triple DES, which nobody should take any more
old = sigver.pre_encryption_part
responses["encrypted by triple des"] = respond(idp, sign_assertion=True, sign_response=True, encrypt_assertion=True, **modern)
modules = [module for module in list(sys.modules.values()) if getattr(module, "pre_encryption_part", None) is old]
for module in modules:
    module.pre_encryption_part = functools.partial(old, msg_enc=AES, key_enc=OAEP)
sigver.SecurityContext.encrypt_assertion = functools.partialmethod(sigver.SecurityContext.encrypt_assertion, key_type="aes-256")
responses["encrypted"] = respond(idp, sign_assertion=True, sign_response=True, encrypt_assertion=True, **modern)
json.dump(responses, sys.stdout)
