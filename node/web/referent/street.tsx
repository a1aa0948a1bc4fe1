// Where: a street of the commune's list, found by any part of its name, and a house if there is one.
import type { JSX } from 'preact';
import { type House, StreetChoice } from '../shared/screen/street_choice';
import { change, draft, noPlace } from './draft';
import { BackHome, Title } from './parts';
import { places } from './places';
import { t } from './speech';
import { go } from './state';

export function Street(): JSX.Element {
  const seen = draft.value;
  if (seen === null) return <BackHome />;
  const words = {
    name: t('streetName'),
    choice: t('streetChoice'),
    found: (count: number) => t('streetsFound', { count }),
    more: (shown: number, count: number) => t('streetsMore', { shown, count }),
    house: t('house'),
    houseHint: (most: number) => t('houseHint', { most }),
    goOn: t('goOn'),
  };
  const use = (house: House) => {
    change({ place: { ...noPlace, kind: 3, ...house } });
    go({ name: 'recap', category: seen.category });
  };
  return (
    <>
      <BackHome />
      <Title>{t('streetTitle')}</Title>
      <StreetChoice words={words} streets={places.value.streets} before={seen.place.kind === 3 ? seen.place : null} use={use} />
    </>
  );
}
