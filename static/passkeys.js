/* Passkeys: the browser asks the device, the form carries its answer. Without this nothing is shown. */
(() => {
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("form[data-passkey]").forEach((form) => { form.hidden = false; });
  if (document.documentElement.dataset.passkeys) return; /* it came along with a part of a page */
  document.documentElement.dataset.passkeys = "yes";

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const asked = async (form) => {
    const answer = await fetch(form.dataset.options, { method: "POST", body: new URLSearchParams() });
    if (!answer.ok) throw new Error(answer.status);
    const publicKey = await answer.json();
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    ["excludeCredentials", "allowCredentials"].forEach((list) =>
      publicKey[list]?.forEach((one) => { one.id = bytes(one.id); }));
    return { publicKey };
  };

  const written = (credential) => {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(
      (name) => { if (credential.response[name]) response[name] = text(credential.response[name]); });
    const { id, type } = credential;
    return JSON.stringify({ id, rawId: id, type, response, clientExtensionResults: {} });
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.passkey || event.defaultPrevented) return;
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.textContent = "";
    try {
      const options = await asked(form);
      const devices = navigator.credentials;
      const isNew = form.dataset.passkey === "new";
      const credential = await (isNew ? devices.create(options) : devices.get(options));
      form.elements.credential.value = written(credential);
      form.submit();
    } catch {
      failed.textContent = failed.dataset.failed;
    }
  });
})();
