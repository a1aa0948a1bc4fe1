// Plain views of what the mairie's device knows.
import { nameOf } from '../../shared/base/ids';
import { Category } from '../../shared/base/vocabulary.gen';
import { type DeskNotice, noticeHours } from '../../shared/device/notice_desk';
import { isOn } from '../../shared/policy/content';
import { knownLimits } from '../../shared/policy/limits';
import { mairieTemplates } from '../../shared/policy/notice_state';
import { conductsIn } from '../../shared/wire/alert';
import type { Applicant } from './people';
import { type Seated, charterOf, recordOf } from './seat';
import type { AnnouncementView, ApplicantView, CommuneView } from './views';

export const applicantView = ({ id, name, enrolment, words }: Applicant): ApplicantView => ({
  id,
  name,
  asked: enrolment.at,
  tie: enrolment.tie,
  words: words.split(' '),
});

export function announcementView({ id, notice, sectors, own, state, cancelled, howFar, answered }: DeskNotice): AnnouncementView {
  const { kind, risk, venue, exercise, advice, factsFrom, factsUntil, written, until } = notice;
  const seen = { kind, risk, venue, exercise, advice: conductsIn(advice), factsFrom, factsUntil, written, until };
  const shown = howFar === null || !(answered || own) ? null : { shown: howFar.shown, addressed: howFar.addressed, cancelShown: howFar.cancelShown };
  return { id, ...seen, sectors, own, state, cancelled, shown };
}

export function communeView({ roster, commune }: Seated): CommuneView {
  const charter = charterOf({ roster, commune });
  const record = recordOf({ roster, commune });
  const limits = knownLimits(roster.rules?.value.limits ?? null, charter, null);
  return {
    insee: nameOf(charter.commune),
    name: charter.name,
    exercise: charter.exercise,
    population: charter.population,
    sequence: charter.sequence,
    from: charter.from,
    until: charter.until,
    sectors: charter.sectors.map(({ id, name }) => ({ id, name })),
    categories: Object.values(Category).filter((each) => isOn(limits.categories, each)),
    noticeHours: noticeHours(mairieTemplates[0] as (typeof mairieTemplates)[number], charter, roster),
    entriesPerDay: limits.desk_entries_per_day,
    post: { name: record.name, telephone: record.telephone },
  };
}
