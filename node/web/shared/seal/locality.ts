// Whether streets or a map are those of a charter: it names them, and nobody signs them.
import { equal } from '../base/bytes';
import { untrusted } from '../base/failure';
import type { SignedDocument } from '../wire/container';
import type { Charter, Document } from '../wire/documents';
import { SectorMap, StreetList } from '../wire/locality';
import { SignatureSheet } from './sheet';
import { documentHash } from './trust';

export const verifyStreetList = (document: SignedDocument, charter: Charter): StreetList =>
  named(StreetList, document, charter.streetList, charter);
export const verifySectorMap = (document: SignedDocument, charter: Charter): SectorMap =>
  named(SectorMap, document, charter.sectorMap, charter);

function named<T extends { commune: Uint8Array }>(of: Document<T>, document: SignedDocument, name: Uint8Array, charter: Charter): T {
  new SignatureSheet(document, of.type).nothingElse();
  if (!equal(documentHash(document), name)) throw untrusted(`${of.name}: it is not the one that the charter names`);
  const value = of.decode(document.bytes);
  if (!equal(value.commune, charter.commune)) throw untrusted(`${of.name}: it is another commune's`);
  return value;
}
