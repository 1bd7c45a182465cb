// Passkeys: only a script can ask a device for one. A button with data-passkey fetches a challenge, lets the browser ask whoever
// holds the device, and sends its form with the answer; what the server says to it is a page like any other.
// Where a browser cannot do it the buttons stay hidden, and what stands there instead stays.

const all = (selector) => [...document.querySelectorAll(selector)];

/** Fetches a challenge and sends the form with the answer. */
async function ask(button, more) {
  const response = await fetch(button.dataset.options, { method: 'POST', redirect: 'error' });
  if (!response.ok) throw new Error(`no challenge: ${response.status}`);
  const { ceremony, options } = await response.json();
  const key = await (button.dataset.passkey === 'create'
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options), ...more })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), ...more }));
  const { form } = button;
  form.elements.ceremony.value = ceremony;
  form.elements.passkey.value = JSON.stringify(key.toJSON());
  form.submit();
}

/** What went wrong, in words that the page brought along. */
function words({ dataset }, { name }) {
  if (name === 'InvalidStateError') return dataset.twice; // this device has one of theirs
  return name === 'NotAllowedError' || name === 'AbortError' ? dataset.cancelled : dataset.failed;
}

let offered; // the request that waits behind the browser's suggestions, and since when

async function press(button) {
  offered?.abort.abort();
  const error = button.form.querySelector('[data-passkey-error]');
  error.hidden = true;
  button.disabled = true;
  try {
    await ask(button);
  } catch (cause) {
    error.textContent = words(button, cause);
    error.hidden = false;
  }
  button.disabled = false;
}

/** Lets the browser suggest passkeys where the address is typed. */
async function offer(button) {
  if (!await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
  offered?.abort.abort();
  offered = { abort: new AbortController(), since: Date.now() };
  // whatever goes wrong here, nobody asked for it: the button is still there
  ask(button, { mediation: 'conditional', signal: offered.abort.signal }).catch(() => {});
}

if (globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const element of all('[data-passkey-some]')) element.hidden = false;
  for (const element of all('[data-passkey-none]')) element.hidden = true;
  for (const button of all('button[data-passkey]')) {
    button.hidden = false;
    button.addEventListener('click', () => press(button));
    if (!('offer' in button.dataset)) continue;
    offer(button);
    // a challenge that waited for long is not taken any more
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && offered && Date.now() - offered.since > 5 * 60_000) offer(button);
    });
  }
}
