// The number by which one referent names another: that of a mandate, read aloud, typed or scanned. No phone knows names.
const prefix = 'TOCSIN-MANDATE1:';

export const grouped = (mandate: string): string => mandate.replace(/(.{4})(?=.)/g, '$1 ');
export const brief = (mandate: string): string => grouped(mandate.slice(0, 8)); // as the mairie's roll begins it
export const inCode = (mandate: string): string => prefix + mandate.toUpperCase();
// Null: no number of a mandate.
export function mandateTyped(text: string): string | null {
  const bare = text.replace(/[\s.-]/g, '').toLowerCase();
  const number = bare.replace(/^tocsinmandate1:/, '');
  return /^[0-9a-f]{32}$/.test(number) && !/^0+$/.test(number) ? number : null;
}
