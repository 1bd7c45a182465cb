//! What an administrator typed of a connection. A secret that is left empty stays as it is stored.

use ::sso::jwt::Algorithm;
use ::sso::saml;
use base::form::Posted;
use base::secret::Secret;
use base::sso::{Connection, Kind, Settings};
use base::{App, Problems, Result, upload};

/// Providers whose issuer is known, or known in part: what is to be replaced stands in capitals.
pub(super) const PRESETS: [(&str, &str, &str); 4] = [
    ("google", "Google", "https://accounts.google.com"),
    (
        "entra",
        "Microsoft",
        "https://login.microsoftonline.com/TENANT-ID/v2.0",
    ),
    ("okta", "Okta", "https://YOUR-ORG.okta.com"),
    ("keycloak", "Keycloak", "https://YOUR-HOST/realms/REALM"),
];

/// A new connection of a kind, with what a preset knows.
pub(super) fn blank(kind: Kind, preset: &str) -> (String, Settings) {
    let preset = PRESETS
        .iter()
        .find(|(key, _, _)| *key == preset && kind == Kind::Oidc);
    let mut settings = Settings {
        kind,
        ..Settings::default()
    };
    if let Some((_, _, issuer)) = preset {
        (*issuer).clone_into(&mut settings.issuer);
    }
    (
        preset.map_or_else(String::new, |(_, name, _)| (*name).to_owned()),
        settings,
    )
}

/// The settings that a form says, over those that were there.
pub(super) async fn read(
    app: &App,
    form: &mut Posted,
    known: &Connection,
) -> Result<(Settings, Problems)> {
    let (kind, before) = (known.kind(), &known.settings.0);
    let mut settings = Settings {
        kind,
        own_key: before.own_key.clone(),
        own_certificate: before.own_certificate.clone(),
        ..Settings::default()
    };
    let mut problems = Problems::default();
    settings.trust_email = form.text("speaks") == "every";
    if !settings.trust_email {
        settings.email_domains = words(form.text("email_domains"));
    }
    match kind {
        Kind::Saml => read_saml(app, form, &mut settings, &mut problems).await?,
        Kind::Oidc => {
            settings.issuer = form.optional("issuer", 500);
            settings.client_id = form.optional("client_id", 500);
            settings.client_secret = secret(form, "client_secret", &before.client_secret);
        }
        Kind::Jwt => {
            settings.remote_url = form.optional("remote_url", 1000);
            settings.algorithm = Algorithm::named(form.text("algorithm")).unwrap_or_default();
            settings.key = secret(form, "key", &before.key);
            settings.issuer = form.optional("issuer", 500);
            settings.audience = form.optional("audience", 500);
        }
    }
    for problem in form.problems.iter().chain(settings.problems(app).iter()) {
        if !problems.iter().any(|known| known.field == problem.field) {
            problems.push(problem.clone());
        }
    }
    Ok((settings, problems))
}

async fn read_saml(
    app: &App,
    form: &mut Posted,
    settings: &mut Settings,
    problems: &mut Problems,
) -> Result<()> {
    settings.idp_entity_id = form.optional("idp_entity_id", 1000);
    settings.sso_url = form.optional("sso_url", 1000);
    settings.sign_requests = form.has("sign_requests");
    settings.idp_initiated = form.has("idp_initiated");
    settings.email_attribute = form.optional("email_attribute", 200);
    settings.first_name_attribute = form.optional("first_name_attribute", 200);
    settings.last_name_attribute = form.optional("last_name_attribute", 200);
    match saml::certificates(form.text("certificates")) {
        Ok(certificates) => settings.certificates = certificates,
        Err(_) => problems.add("certificates", "sso-error-certificate"),
    }
    let metadata = match form.files.first() {
        Some(file) => {
            let content = app.files.read(&file.content.sha256).await?;
            upload::remove_unused(app, &file.content.sha256).await?;
            String::from_utf8_lossy(&content).into_owned()
        }
        None => form.text("metadata").to_owned(),
    };
    if !metadata.trim().is_empty() {
        match saml::read_metadata(&metadata) {
            Ok(provider) => {
                settings.idp_entity_id = provider.entity_id;
                settings.sso_url = provider.sso_url;
                settings.certificates = provider.certificates;
                settings.sign_requests |= provider.wants_signed_requests;
            }
            Err(_) => problems.add("metadata", "sso-error-metadata"),
        }
    }
    Ok(())
}

fn secret(form: &Posted, name: &str, before: &Secret) -> Secret {
    match form.text(name) {
        "" => before.clone(),
        text => Secret::plain(text),
    }
}

fn words(text: &str) -> Vec<String> {
    text.split([',', ';', ' ', '\n'])
        .map(|word| word.trim().trim_start_matches('@').to_ascii_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}
