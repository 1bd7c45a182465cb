// The agents' workspace: panes that change without the page, and keys for everything.
// Loaded behind portal.js, whose tools it uses. Links and forms work without it.

const { all, one, say, parse, enhance, unlock, saveDraft, returnDraft } = globalThis.portico;

/* ---- panes: a link or form names the elements (by id) that its answer changes ---- */

let going = null; // the request under way: a newer click ends it

async function show(url, ids, { request = {}, push = true, form = null } = {}) {
  going?.abort();
  const current = going = new AbortController();
  const panes = ids.map((id) => document.getElementById(id)).filter(Boolean);
  for (const draft of all('form[data-draft]')) if (draft !== form) saveDraft(draft);
  panes.forEach((pane) => { pane.ariaBusy = 'true'; });
  try {
    const response = await fetch(url, { ...request, signal: current.signal, headers: { Accept: 'text/html' } });
    const answer = parse(await response.text());
    // 422 is our page with the errors in it; what has none of the panes is another page
    const usable = (response.ok || response.status === 422) && ids.some((id) => answer.getElementById(id));
    if (usable) swap(answer, ids, { response, push, form });
    else if (form && !response.redirected) throw new Error(response.statusText);
    else location.assign(response.url);
  } catch {
    if (current.signal.aborted) return;
    if (!form) {
      location.assign(url);
      return;
    }
    returnDraft(form);
    say(one('#flash'), document.body.dataset.failed);
  } finally {
    if (form) unlock(form);
    if (going === current) panes.forEach((pane) => { pane.ariaBusy = null; });
  }
}

function swap(answer, ids, { response, push, form }) {
  const focus = document.activeElement;
  const seat = { id: focus.id, href: focus.getAttribute('href'), pane: focus.closest('.pane')?.id };
  markCurrent(answer);
  for (const id of ids) {
    const fresh = answer.getElementById(id);
    const old = document.getElementById(id);
    if (!fresh || !old) continue;
    const { scrollTop } = old;
    keepWork(old, form);
    old.replaceWith(fresh);
    giveWorkBack(fresh);
    fresh.scrollTop = scrollTop;
    enhance(fresh);
  }
  document.title = answer.title;
  document.body.dataset.show = answer.body.dataset.show ?? '';
  // the line that says what was done stays the same element: only then it is read out
  const flash = one('#flash', answer);
  if (flash?.textContent.trim()) {
    const line = one('#flash');
    line?.replaceChildren(...flash.childNodes);
    for (const animation of line?.getAnimations() ?? []) animation.play(); // shown as long as the one before it
  } else if (!form) {
    one('#flash')?.replaceChildren(); // it was about what one has gone on from
  }
  // on another ticket the same field is another one: to type there by mistake would be to write to its customer
  if (new URL(response.url).pathname !== location.pathname) seat.id = '';
  if (push && response.ok && response.url !== location.href) history.pushState(null, '', response.url);
  giveFocusBack(focus, seat);
  // unless the answer says where one goes on
  for (const id of ids) one(`#${id} [autofocus]`)?.focus();
  // what was written is sent: the next key is for the workspace, not the beginning of an answer to the customer
  if (form?.matches('[data-draft]') && response.redirected) one('#thread .log')?.focus({ preventScroll: true });
}

/** The list is not drawn again when a row opens: the mark moves, and what was unread is read. */
function markCurrent(answer) {
  const current = one('[data-rows] a[aria-current]', answer);
  for (const row of all('[data-rows] a[data-row]')) {
    const isCurrent = row.getAttribute('href') === current?.getAttribute('href');
    row.ariaCurrent = isCurrent ? 'true' : null;
    if (isCurrent) row.className = current.className;
  }
}

// What is being written outlives a new drawing of its pane. With files it outlives a look at
// another thread, too: the server keeps the words of a draft, but not what hangs on it.
const work = new Map(); // draft path → its form
const hasFiles = (form) => one('input[name=upload], progress', form) !== null;

function keepWork(pane, sent) {
  for (const form of all('form[data-draft]', pane)) {
    const written = one('textarea', form)?.value || hasFiles(form);
    if (form !== sent && written) work.set(form.dataset.draft, form);
  }
}

function giveWorkBack(pane) {
  for (const form of all('form[data-draft]', pane)) {
    const kept = work.get(form.dataset.draft);
    if (kept) form.replaceWith(kept);
    work.delete(form.dataset.draft);
  }
  for (const [path, form] of work) if (!hasFiles(form)) work.delete(path);
}

const isVisible = (element) => element?.isConnected && element.checkVisibility?.() !== false;

function giveFocusBack(focus, { id, href, pane }) {
  if (focus === document.body || (focus === document.activeElement && isVisible(focus))) return;
  const known = [id && document.getElementById(id), href && one(`a[href="${CSS.escape(href)}"]`)];
  const panes = [pane && document.getElementById(pane), one('#thread'), ...all('.pane')];
  const target = [focus, ...known, ...panes].find((found) => found && isVisible(found));
  if (target?.matches('.pane:not([tabindex])')) target.tabIndex = -1;
  target?.focus({ preventScroll: true });
}

const idsOf = (text) => text.split(/\s+/).filter(Boolean);

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-pane]');
  const plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented || link.target) return;
  event.preventDefault();
  show(link.href, idsOf(link.dataset.pane));
});

document.addEventListener('submit', (event) => {
  const { target: form, submitter: button } = event;
  const zone = button?.closest('[data-pane-form]') ?? form.closest('[data-pane-form]');
  // portal.js has stopped it if it is on its way already or waits for files
  if (!zone || event.defaultPrevented) return;
  event.preventDefault();
  const ids = idsOf(zone.dataset.paneForm);
  const data = new FormData(form, button);
  const action = button?.getAttribute('formaction') ?? form.getAttribute('action') ?? location.href;
  if (form.getAttribute('method')?.toLowerCase() !== 'post') {
    const url = new URL(action, location.href);
    url.search = new URLSearchParams(data);
    show(url.href, ids);
    return;
  }
  const isMultipart = form.enctype === 'multipart/form-data';
  const request = { method: 'POST', body: isMultipart ? data : new URLSearchParams(data) };
  show(action, ids, { request, form });
});

addEventListener('popstate', () => {
  // going back may change any pane: take all that the links of this page ever change
  const links = all('a[data-pane]').flatMap((link) => idsOf(link.dataset.pane));
  const ids = [...new Set(links)];
  if (ids.length) show(location.href, ids, { push: false });
  else location.reload();
});

/* ---- a filter that says what it matches: counted again a moment after each change ---- */

let counting = 0;

function countSoon({ target }) {
  const zone = target.closest?.('[data-preview]');
  if (!zone) return;
  clearTimeout(counting);
  counting = setTimeout(count, 400, zone);
}
document.addEventListener('input', countSoon);
document.addEventListener('change', countSoon);

async function count(zone) {
  const form = zone.closest('form');
  if (!form) return; // drawn again meanwhile, with its count
  const body = new URLSearchParams(new FormData(form, one('[data-preview-ask]', zone)));
  try {
    const response = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { Accept: 'text/html' } });
    const said = parse(await response.text()).getElementById(zone.dataset.preview);
    if (response.ok && said) say(document.getElementById(zone.dataset.preview), said.textContent);
  } catch { /* no connection: the next change asks again */ }
}

// another property may be compared in another way: its field is drawn again
document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-redraw]')) target.form.requestSubmit(one('[data-preview-ask]', target.form));
});

/* ---- thread and composer ---- */

// new messages stand at the end, so threads open there
document.addEventListener('portico:enhance', ({ target: root }) => {
  const boxes = root.matches?.('[data-end]') ? [root] : all('[data-end]', root);
  for (const box of boxes) box.scrollTop = box.scrollHeight;
  all('[name=kind]:checked', root).forEach(dressComposer);
});
document.addEventListener('change', ({ target }) => target.name === 'kind' && dressComposer(target));

/** Reply or comment: the colour and every word with two versions say who will read it. */
function dressComposer({ form, value }) {
  const isComment = value === 'comment';
  form.classList.toggle('note', isComment);
  for (const element of all('[data-reply][data-comment]', form)) {
    const text = isComment ? element.dataset.comment : element.dataset.reply;
    if (element.matches('textarea')) element.placeholder = text;
    else element.textContent = text;
  }
}

/* ---- keys: every button, link and field says its own in data-key ---- */

const store = {
  get off() {
    try {
      return localStorage.getItem('keys') === 'off';
    } catch {
      return false;
    }
  },
  set off(off) {
    try {
      localStorage.setItem('keys', off ? 'off' : 'on');
    } catch { /* forbidden: it holds for this page only */ }
  },
};
let singleKeys = !store.off;
let prefix = '';
let prefixEnds = 0;

/** How data-key spells it: "r", "shift+e", "ctrl+enter", "?". */
function spell(event) {
  const { key, code, shiftKey } = event;
  // other alphabets: the key in that place
  const latin = /^\p{L}$/u.test(key) && !/^[a-z]$/i.test(key) ? /^Key([A-Z])$/.exec(code)?.[1] : null;
  const name = (latin ?? key).toLowerCase();
  const ctrl = event.ctrlKey || event.metaKey ? 'ctrl+' : '';
  const shift = shiftKey && (name.length > 1 || /[a-z]/.test(name)) ? 'shift+' : '';
  return ctrl + shift + name;
}

const isField = (element) => element?.matches?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');

function press(key, root = document) {
  const fits = all('[data-key]', root).filter((found) => found.dataset.key.toLowerCase() === key);
  const element = fits.find((found) => found.checkVisibility?.() !== false);
  if (!element) return false;
  if (isField(element)) element.focus();
  else element.click();
  const field = element.dataset.keyFocus;
  if (field) one(field)?.focus();
  return true;
}

/** Next or previous row of the list; lists with data-rows="open" open it at once. */
function step(by) {
  const rows = all('[data-rows] a[data-row]').filter((row) => row.checkVisibility?.() !== false);
  const focused = rows.indexOf(document.activeElement);
  const current = focused < 0 ? rows.findIndex((row) => row.ariaCurrent) : focused;
  const row = rows[Math.min(Math.max(current + by, 0), rows.length - 1)];
  if (!row) return false;
  row.focus();
  row.scrollIntoView({ block: 'nearest' });
  if (row.closest('[data-rows]').dataset.rows === 'open' && !row.ariaCurrent) row.click();
  return true;
}

function single(key) {
  const now = Date.now();
  const sequence = now < prefixEnds ? `${prefix} ${key}` : '';
  prefixEnds = 0;
  if (sequence && press(sequence)) return true;
  if (press(key)) return true;
  if (key === 'j') return step(1);
  if (key === 'k') return step(-1);
  if (key === 'o' && document.activeElement.matches('a[data-row]')) {
    document.activeElement.click();
    return true;
  }
  if (all('[data-key]').some((found) => found.dataset.key.toLowerCase().startsWith(`${key} `))) {
    prefix = key;
    prefixEnds = now + 1_500;
    return true;
  }
  return false;
}

document.addEventListener('keydown', (event) => {
  const focus = document.activeElement;
  // while letters are being composed, or with AltGr, keys make text
  if (event.defaultPrevented || event.isComposing || event.altKey || event.getModifierState('AltGraph')) return;
  const key = spell(event);
  let done = false;
  if (key === 'escape' && isField(focus) && !focus.closest('dialog')) {
    focus.blur();
    done = true;
  } else if (key.startsWith('ctrl+')) {
    // sending is for the form one is in, and for no other
    const form = focus?.closest?.('form');
    done = (form && press(key, form)) || (!key.endsWith('enter') && press(key));
  } else if (singleKeys && !isField(focus) && !one('dialog[open]') && !['enter', ' ', 'tab'].includes(key)) {
    done = single(key);
  }
  if (done) event.preventDefault();
});

/* ---- dialogs: a link to a page that is also here as a <dialog> ---- */

document.addEventListener('click', (event) => {
  const opener = event.target.closest?.('[data-dialog]');
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  dialog.showModal();
});

document.addEventListener('change', ({ target }) => {
  if (!target.matches('[data-keys-switch]')) return;
  singleKeys = target.checked;
  store.off = !singleKeys;
});

for (const choice of all('[data-keys-switch]')) choice.checked = singleKeys;
// portal.js has woken the page before this file came
document.dispatchEvent(new Event('portico:enhance'));
