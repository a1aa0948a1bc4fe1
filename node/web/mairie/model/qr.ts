// What the code of a card holds: the referents' page with the card behind it, where that page's address is known, so that a
// phone's own camera opens it; else the card alone, in the smaller alphabet of capitals and digits.
export function cardInQr(text: string, address: string): string {
  return address === '' ? text : `${address.replace(/\/?$/, '/')}#${text}`;
}
export const isPageAddress = (typed: string): boolean => typed === '' || /^https?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?\/?$/.test(typed);
