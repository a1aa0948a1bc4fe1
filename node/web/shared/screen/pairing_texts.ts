// What pairing says on every face alike; what an office signs and gives back is each face's own.
const fr = {
  key: 'Clé de cet appareil',
  line: 'Ligne à signer',
  qr: 'La même, pour un code QR',
  save: 'Enregistrer device.pub',
  files: 'Fichiers',
  paste: 'Ou texte collé (hexadécimal ou base64)',
  check: 'Vérifier',
  compare: '3. Comparer à voix haute',
  refuse: 'Refuser',
};
const en: typeof fr = {
  key: 'Key of this device',
  line: 'Line to be signed',
  qr: 'The same, for a QR code',
  save: 'Save device.pub',
  files: 'Files',
  paste: 'Or pasted text (hexadecimal or base64)',
  check: 'Check',
  compare: '3. Compare aloud',
  refuse: 'Refuse',
};
export const pairingTexts = { fr, en } as const;
