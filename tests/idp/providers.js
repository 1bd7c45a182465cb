// Identity providers that others wrote, on loopback: SAML by samlp, OpenID Connect by oidc-provider. Reads { key, certificate, acs,
// callback, issuer, agent } from the first line of standard input, writes { port } and serves until standard input ends.
// GET /be/NAME chooses who signs in; nobody is asked for a password. With { secret } there is also /app, an application of the
// customer's own that signs tokens.
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import express from "express";
import { SignJWT } from "jose";
import samlp from "samlp";
import * as oidc from "oidc-provider";

// standard output is for the answer alone
console.info = console.warn = () => {};

const lines = createInterface({ input: process.stdin });
const config = JSON.parse(await new Promise((done) => lines.once("line", done)));
lines.on("close", () => process.exit(0));

const people = {
  ann: { sub: "u-1", email: "ann@acme.test", email_verified: true, given_name: "Ann", family_name: "Archer" },
  nora: { sub: "u-2", email: "nora@acme.test", email_verified: true, given_name: "Nora", family_name: "New" },
  olga: { sub: "u-3", email: "olga@desk.test", email_verified: true, given_name: "Olga", family_name: "Owl" },
  mallory: { sub: "u-4", email: "ann@acme.test", email_verified: false, given_name: "Mallory", family_name: "M" },
  max: { sub: "u-6", email: "max@desk.test", email_verified: true, given_name: "Max", family_name: "Agent" },
  twin: { sub: "u-7", email: "olga@desk.test", email_verified: true, given_name: "Olga", family_name: "Another" },
  imp: { sub: "u-8", email: "max@desk.test", email_verified: false, given_name: "Max", family_name: "Imp" },
  ewa: { sub: "u-9", email: config.agent, email_verified: true, given_name: "Ewa", family_name: "Kowalska" },
  zed: { sub: "u-5", email: "zed@elsewhere.test", email_verified: true, given_name: "Zed", family_name: "Z" },
};
let who = config.agent ? "ewa" : "ann";

const app = express();
const server = app.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  const issuer = `http://127.0.0.1:${port}`;
  app.get("/be/:name", (request, response) => {
    who = request.params.name;
    response.send("ok");
  });
  const saml = {
    issuer: config.issuer, cert: config.certificate, key: config.key,
    destination: config.acs, recipient: config.acs, getPostURL: (_audience, _dom, _request, done) => done(null, config.acs),
    getUserFromRequest: () => ({
      id: people[who].sub, emails: [{ value: people[who].email }], displayName: people[who].given_name,
      name: { givenName: people[who].given_name, familyName: people[who].family_name },
    }),
  };
  app.get("/saml", samlp.auth({ ...saml }));
  app.get("/saml/whole", samlp.auth({ ...saml, signAssertion: false, signResponse: true }));
  app.get("/saml/metadata", samlp.metadata({
    issuer: config.issuer, cert: config.certificate, redirectEndpointPath: "/saml", postEndpointPath: "/saml",
  }));

  app.get("/app", async (request, response) => {
    const { sub, email, given_name, family_name } = people[who];
    const token = new SignJWT({ email, given_name, family_name }).setSubject(sub).setJti(randomUUID()).setExpirationTime("2m");
    const jwt = await token.setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(new TextEncoder().encode(config.secret));
    const back = new URL("/_hcms/mem/jwt", request.query.redirect_url);
    back.search = new URLSearchParams({ jwt, redirect_url: request.query.redirect_url });
    response.redirect(back.href);
  });

  const provider = new oidc.Provider(issuer, {
    clients: [{
      client_id: "portico", client_secret: "a secret of the client", redirect_uris: [config.callback],
      response_types: ["code"], grant_types: ["authorization_code"],
    }],
    cookies: { keys: ["a key of a test"] },
    claims: { email: ["email", "email_verified"], profile: ["given_name", "family_name"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => "/enter" },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: () => Object.values(people).find((person) => person.sub === id),
    }),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  app.get("/enter", (request, response) =>
    provider.interactionFinished(request, response, { login: { accountId: people[who].sub } }));
  app.use(provider.callback());
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
