// The one policy by which a page names scripts: its own worker and service worker, and nothing else.
interface ScriptPolicy {
  createScriptURL(url: string): string;
}
interface Factory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}
let policy: ScriptPolicy | null = null;

// A script of this page's own folder. TypeScript has no names for trusted types; browsers without them take text.
export function ownScript(url: string): string {
  const resolved = new URL(url, document.baseURI);
  if (resolved.origin !== location.origin) throw new Error('not a script of this page');
  const rules: ScriptPolicy = { createScriptURL: (each) => each };
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  policy ??= factory?.createPolicy('tocsin', rules) ?? rules;
  return policy.createScriptURL(resolved.href);
}
