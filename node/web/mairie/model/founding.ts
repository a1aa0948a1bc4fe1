// A charter that the mairie's office key has signed on its host, read back before anybody else signs it: what it says, who
// has signed, and six words to compare with the post on the telephone.
import { toHex } from '../../shared/base/bytes';
import { malformed } from '../../shared/base/failure';
import { nameOf } from '../../shared/base/ids';
import { Tag } from '../../shared/base/tags.gen';
import { Category, DocumentType } from '../../shared/base/vocabulary.gen';
import { isOn } from '../../shared/policy/content';
import { documentWords } from '../../shared/seal/enrolment';
import { documentHash, hasSignature } from '../../shared/seal/trust';
import { decodeContainer } from '../../shared/wire/container';
import { Charter } from '../../shared/wire/documents';

export interface CharterReading {
  insee: string;
  name: string;
  post: string;
  sequence: number;
  exercise: boolean;
  from: number;
  until: number;
  sectors: string[];
  categories: number[];
  hash: string;
  words: string[];
  mairie: boolean; // signed by the office key that it names
  post_signed: boolean; // carries a signature as the post's; the node verifies it against the record
  root: number; // so many signatures as the root's; two are needed
}

export async function readCharter(container: Uint8Array): Promise<CharterReading> {
  const document = decodeContainer(container);
  if (document.type !== DocumentType.charter) throw malformed('the file is not a charter');
  const charter = Charter.decode(document.bytes);
  const hash = documentHash(document);
  const count = (tag: Tag): number => document.signatures.filter((each) => each.tag === tag).length;
  return {
    insee: nameOf(charter.commune),
    name: charter.name,
    post: nameOf(charter.post),
    sequence: charter.sequence,
    exercise: charter.exercise,
    from: charter.from,
    until: charter.until,
    sectors: charter.sectors.map((each) => `${each.id} ${each.name}`),
    categories: Object.values(Category).filter((each) => isOn(charter.categories, each)),
    hash: toHex(hash),
    words: documentWords(hash).split(' '),
    mairie: hasSignature(document, charter.office, Tag.charter_mairie),
    post_signed: count(Tag.charter_post) > 0,
    root: count(Tag.charter_root),
  };
}
