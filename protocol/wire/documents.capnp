@0xe94c1d07b8a35f62;
# The documents that carry authority. What is signed is the canonical encoding of one of these structs.
#
# Data is an id, hash or key: always written in full, zero bytes included; its length is in protocol/README.md.
# A list, text or data that is empty is a null pointer. Instants are milliseconds since 1970, days count from 1970.
# Enumerations are the numbers of protocol/vocabulary.h and protocol/wire/documents.h.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("tocsin::wire::schema");

struct NodeKeys {
  signing @0 :Data;
  curve @1 :Data;
  parcel @2 :Data;
  log @3 :Data;
}

struct Mailbox {
  address @0 :Text;
  server @1 :Data;
  id @2 :Data;
}

struct Gateway {
  address @0 :Text;
  server @1 :Data;
}

struct LimitValue {
  limit @0 :UInt8;
  value @1 :UInt32;
}

struct Period {
  from @0 :UInt64;
  until @1 :UInt64;
}

struct OpeningHours {
  weekday @0 :UInt8;  # 1 Monday ... 7 Sunday, Europe/Paris
  fromMinute @1 :UInt16;
  untilMinute @2 :UInt16;
  day @3 :UInt16;  # 0: every week; else this date alone, in days since 1970-01-01
}

struct Sector {
  id @0 :UInt16;
  name @1 :Text;
  border @2 :Data;
}

struct Root {
  sequence @0 :UInt32;
  previous @1 :Data;
  keys @2 :List(Data);  # three
  issued @3 :UInt64;
}

struct Rules {
  sequence @0 :UInt32;
  previous @1 :Data;
  issued @2 :UInt64;
  nextIssue @3 :UInt64;
  limits @4 :List(LimitValue);
  elections @5 :List(Period);
  releaseKey @6 :Data;
}

struct PostRecord {
  post @0 :Data;
  sequence @1 :UInt32;
  previous @2 :Data;
  name @3 :Text;
  telephone @4 :Text;
  office @5 :Data;
  node @6 :NodeKeys;
  clientAddress @7 :Text;
  mailboxes @8 :List(Mailbox);
  supervising @9 :Data;
  hours @10 :List(OpeningHours);
  issued @11 :UInt64;
  presence @12 :Bool;
  gateways @13 :List(Gateway);
}

struct Charter {
  commune @0 :Data;
  name @1 :Text;
  sequence @2 :UInt32;
  previous @3 :Data;
  office @4 :Data;
  node @5 :NodeKeys;
  clientAddress @6 :Text;
  mailboxes @7 :List(Mailbox);
  post @8 :Data;
  sectors @9 :List(Sector);
  categories @10 :UInt16;  # bit n: Category n is enabled
  limits @11 :List(LimitValue);
  exercise @12 :Bool;
  population @13 :UInt32;
  from @14 :UInt64;
  until @15 :UInt64;
  conductCharter @16 :Data;
  streetList @17 :Data;
  gateways @18 :List(Gateway);
  sectorMap @19 :Data;
}

struct Commission {
  role @0 :UInt8;
  commune @1 :Data;
  post @2 :Data;
  key @3 :Data;
  transport @4 :Data;
  tagCommitment @5 :Data;
  from @6 :UInt64;
  until @7 :UInt64;
}

struct Mandate {
  mandate @0 :Data;
  referent @1 :Data;
  commune @2 :Data;
  charterSequence @3 :UInt32;
  device @4 :Data;
  transport @5 :Data;
  tagCommitment @6 :Data;
  sectors @7 :List(UInt16);
  deputy @8 :Data;
  trained @9 :UInt64;
  conductCharter @10 :Data;
  limits @11 :List(LimitValue);
  from @12 :UInt64;
  until @13 :UInt64;
  tie @14 :UInt8;
}

struct MandateInForce {
  mandate @0 :Data;
  leaf @1 :UInt64;
  at @2 :UInt64;
}

struct Overlay {
  commune @0 :Data;
  charter @1 :Data;
  limits @2 :List(LimitValue);
  reason @3 :UInt8;
  at @4 :UInt64;
}

struct Act {
  id @0 :Data;
  kind @1 :UInt8;
  target @2 :UInt8;
  subject @3 :Data;
  commune @4 :Data;
  reason @5 :UInt8;
  at @6 :UInt64;
  until @7 :UInt64;
}

struct NodeAct {
  kind @0 :UInt8;
  commune @1 :Data;
  charter @2 :Data;
  sequence @3 :UInt32;
  reason @4 :UInt8;
  at @5 :UInt64;
}

struct RevocationList {
  issuer @0 :Data;
  sequence @1 :UInt32;
  entries @2 :List(Data);
}

struct EpochLoss {
  post @0 :Data;
  lost @1 :List(UInt32);
  at @2 :UInt64;
}

struct MandateLink {
  oldMandate @0 :Data;
  newMandate @1 :Data;
  at @2 :UInt64;
}

struct Freshness {
  issuer @0 :Data;
  sequence @1 :UInt32;
  list @2 :Data;
  at @3 :UInt64;
}

struct Presence {
  post @0 :Data;
  at @1 :UInt64;
  until @2 :UInt64;
}

struct EpochKey {
  post @0 :Data;
  day @1 :UInt32;
  key @2 :Data;
}

struct Withdrawal {
  alert @0 :Data;
  mandate @1 :Data;
  headerHash @2 :Data;
  at @3 :UInt64;
}

struct Enrolment {
  invitation @0 :Data;
  device @1 :Data;
  transport @2 :Data;
  tagCommitment @3 :Data;
  root @4 :Data;
  charter @5 :Data;
  at @6 :UInt64;
  tie @7 :UInt8;
}

struct Review {
  id @0 :Data;
  commune @1 :Data;
  rule @2 :UInt8;
  subject @3 :UInt8;
  about @4 :Data;
  asks @5 :UInt8;
  at @6 :UInt64;
}

struct ReviewAnswer {
  review @0 :Data;
  commune @1 :Data;
  outcome @2 :UInt8;
  at @3 :UInt64;
}

struct Notice {
  id @0 :Data;
  commune @1 :Data;
  post @2 :Data;
  kind @3 :UInt8;
  category @4 :UInt8;
  risk @5 :UInt8;
  venue @6 :UInt8;
  exercise @7 :Bool;
  advice @8 :UInt64;  # bit n: NoticeAdvice n
  sectors @9 :List(UInt16);
  ends @10 :Data;
  factsFrom @11 :UInt64;
  factsUntil @12 :UInt64;
  written @13 :UInt64;
  until @14 :UInt64;
}

struct NoticeCancel {
  notice @0 :Data;
  commune @1 :Data;
  post @2 :Data;
  reason @3 :UInt8;
  at @4 :UInt64;
}

struct NoticeDisplay {
  notice @0 :Data;
  document @1 :Data;
  mandate @2 :Data;
  at @3 :UInt64;
}

struct ExerciseWindow {
  id @0 :Data;
  post @1 :Data;
  commune @2 :Data;
  opens @3 :UInt64;
  closes @4 :UInt64;
  at @5 :UInt64;
}

struct DeskConfirmation {
  alert @0 :Data;
  mandate @1 :Data;
  headerHash @2 :Data;
  at @3 :UInt64;
}

struct Forward {
  alert @0 :Data;
  mandate @1 :Data;
  headerHash @2 :Data;
  post @3 :Data;
  recipient @4 :Data;
  reason @5 :UInt8;
  at @6 :UInt64;
}

struct HandOver {
  alert @0 :Data;
  headerHash @1 :Data;
  commune @2 :Data;
  created @3 :UInt64;
  exercise @4 :Bool;
  post @5 :Data;
  procedure @6 :Text;
  reason @7 :UInt8;
  leaf @8 :UInt64;
  at @9 :UInt64;
  content @10 :Data;
}

struct Street {
  name @0 :Text;
}

struct StreetList {
  commune @0 :Data;
  streets @1 :List(Street);
}

struct Ring {
  sector @0 :UInt16;  # 0: of the whole commune
  points @1 :Data;    # (latitude i32 ‖ longitude i32) in millionths of a degree, little endian, not closed
}

struct SectorMap {
  commune @0 :Data;
  rings @1 :List(Ring);
}

struct ListedPost {
  post @0 :Data;
  supervising @1 :Data;  # zero: none
  sequence @2 :UInt32;
  record @3 :Data;
}

struct ListedCommune {
  commune @0 :Data;
  post @1 :Data;
  sequence @2 :UInt32;
  charter @3 :Data;
}

struct Directory {
  sequence @0 :UInt32;
  previous @1 :Data;
  issued @2 :UInt64;
  posts @3 :List(ListedPost);
  communes @4 :List(ListedCommune);
}

struct CharterRenewal {
  commune @0 :Data;
  charter @1 :Data;
  sequence @2 :UInt32;
  until @3 :UInt64;
  at @4 :UInt64;
}

struct OverlayWithdrawal {
  commune @0 :Data;
  overlay @1 :Data;
  at @2 :UInt64;
}

struct TieDeclaration {
  mandate @0 :Data;
  tie @1 :UInt8;
  at @2 :UInt64;
}

struct Deputising {
  absent @0 :Data;
  deputy @1 :Data;
  sequence @2 :UInt32;
  from @3 :UInt64;
  until @4 :UInt64;
  at @5 :UInt64;
}

struct ConductSignature {
  mandate @0 :Data;
  conductCharter @1 :Data;
  at @2 :UInt64;
}
