/**
 * The one script of these pages: a browser shows and makes passkeys for scripts alone. Forms marked with data-passkey appear
 * where it can. What went wrong is said in the page's language: a browser's own words are in the browser's.
 */
export const passkeyScript = String.raw`
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const headers = { 'content-type': 'application/json', 'accept-language': document.documentElement.lang }
const ask = async (path, body) => {
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  const json = await answer.json()
  if (!answer.ok) throw { told: json.title }
  return json
}
const show = async (form) => {
  const options = await ask('/api/sign-in/passkey/options', {})
  const shown = await navigator.credentials.get({ publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: [] } })
  const { authenticatorData, clientDataJSON, signature, userHandle } = shown.response
  await ask('/api/sign-in/passkey', { response: {
    id: shown.id, rawId: text(shown.rawId), type: shown.type, clientExtensionResults: {},
    response: { authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature), ...(userHandle && { userHandle: text(userHandle) }) },
  } })
  location.assign(form.dataset.next)
}
const create = async (form) => {
  const options = await ask('/api/account/passkeys/options', {})
  const made = await navigator.credentials.create({ publicKey: {
    ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: options.excludeCredentials.map((one) => ({ ...one, id: bytes(one.id) })),
  } })
  const { attestationObject, clientDataJSON } = made.response
  const { recoveryCodes } = await ask('/api/account/passkeys', { label: form.elements.label.value, response: {
    id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: {},
    response: { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON), transports: made.response.getTransports?.() ?? [] },
  } })
  if (recoveryCodes.length === 0) return location.assign('/account')
  form.querySelector('[data-codes]').hidden = false
  form.querySelector('pre').textContent = recoveryCodes.join('\n')
}
for (const form of window.PublicKeyCredential ? document.querySelectorAll('form[data-passkey]') : []) {
  form.hidden = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const alert = form.querySelector('[role=alert]')
    alert.textContent = ''
    try {
      await (form.dataset.passkey === 'show' ? show : create)(form)
    } catch (error) {
      const isKnown = error.name === 'InvalidStateError' && form.dataset.known
      alert.textContent = error.told ?? (isKnown ? form.dataset.known : form.dataset.refused)
    }
  })
}
`
