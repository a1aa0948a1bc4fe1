#include "protocol/seal/alert.h"

#include <algorithm>
#include <cassert>

#include "protocol/bytes.h"

namespace tocsin::seal {
namespace {

constexpr std::size_t body_hash_offset = 88;    // in a header: root pointer, then 80 bytes
constexpr std::size_t issuer_kind_offset = 10;  // in a receipt: root pointer, version, state

// Of what kind of node a receipt says it is. The tag is chosen by the bytes that it covers: a receipt that
// claims the other kind is looked for under the other tag, and fails there.
Tag receipt_tag(std::span<const std::uint8_t, wire::receipt_bytes> receipt) {
  bool post = receipt[issuer_kind_offset] == static_cast<std::uint8_t>(NodeKind::post);
  return post ? Tag::receipt_post : Tag::receipt_commune;
}

// Cells south and west of zero count downwards: -1 µ° lies in cell -1, not in cell 0.
std::uint32_t cell(std::int32_t udeg, std::int32_t size) {
  std::int32_t index = udeg / size - (udeg % size < 0 ? 1 : 0);
  return static_cast<std::uint32_t>(index);
}

TargetTag tag(const Secret32& key, ByteWriter& target) {
  Bytes bytes = target.take();
  TargetTag made{keyed_hash128(key.view(), bytes)};
  wipe(bytes);
  return made;
}

Bytes make_wrap(const wire::AlertHeader& header, const Secret32& content_key, std::uint8_t slot,
                const BoxPublic& to, Entropy& entropy) {
  std::array<std::uint8_t, 48> plain;
  std::copy_n(content_key.data(), 32, plain.begin());
  auto binding = wrap_binding(header.mandate, header.alert, slot);
  std::copy(binding.begin(), binding.end(), plain.begin() + 32);
  Bytes wrap = seal_to(to, plain, entropy);
  wipe(plain);
  assert(wrap.size() == limits::wrap_bytes);
  return wrap;
}

void put(Bytes& out, ByteView part) {
  out.insert(out.end(), part.begin(), part.end());
}

}  // namespace

Hash tag_commitment(const Secret32& tag_key) {
  return hash256(tag_key.view());
}

TargetTag place_tag(const Secret32& tag_key, const wire::AlertContent& content) {
  const wire::Place& place = content.place;
  ByteWriter target;
  switch (place.kind) {
    case wire::PlaceKind::point:
      target.text("place").u32(cell(place.latitude_udeg, 900)).u32(cell(place.longitude_udeg, 1300));
      break;
    case wire::PlaceKind::street:
      target.text("place").u16(place.street).u16(static_cast<std::uint16_t>(place.number / 10));
      break;
    case wire::PlaceKind::sector: target.text("place none").raw(content.alert); break;
  }
  return tag(tag_key, target);
}

TargetTag plate_tag(const Secret32& tag_key, const wire::AlertContent& content) {
  ByteWriter target;
  if (content.vehicle && !content.vehicle->plate.empty())
    target.text("plate").text(content.vehicle->plate);
  else
    target.text("plate none").raw(content.alert);
  return tag(tag_key, target);
}

void wipe(wire::AlertContent& content) {
  if (content.vehicle) {
    auto& plate = content.vehicle->plate;
    wipe(std::span(reinterpret_cast<std::uint8_t*>(plate.data()), plate.size()));
    content.vehicle = wire::Vehicle{};
  }
  for (auto& person : content.persons) person = wire::Person{};
  content.persons.clear();
  content.vehicle.reset();
  wipe(content.tag_key);
  content.category = {};
  content.conducts = 0;
  content.place = {};
  content.observed = 0;
  content.person_count = 0;
}

SealedAlert seal_alert(const AlertDraft& draft, const SigningKey& device, const Secret32& tag_key,
                       const BoxPublic& post_epoch, const BoxPublic* supervising_epoch, Entropy& entropy) {
  wire::AlertHeader header = draft.header;
  wire::AlertContent content = draft.content;
  content.category = header.category;
  content.sector = header.sector;
  content.mandate = header.mandate;
  content.alert = header.alert;
  std::copy_n(tag_key.data(), 32, content.tag_key.begin());

  Secret32 content_key = Secret32::random(entropy);
  header.place_tag = place_tag(tag_key, content);
  header.plate_tag = plate_tag(tag_key, content);
  header.commitment = key_commitment(content_key, header.alert);

  Bytes wraps = make_wrap(header, content_key, 0, post_epoch, entropy);
  BoxPublic second = supervising_epoch ? *supervising_epoch : make_box_key(entropy).public_key;
  put(wraps, make_wrap(header, content_key, 1, second, entropy));
  header.wraps_hash = hash256(wraps);

  header.body_hash = {};
  wire::ContentBytes plain = wire::encode(content);
  Bytes body = aead_seal(content_key, plain, body_binding(wire::encode(header)).view(), entropy);
  wipe(plain);
  wipe(content);
  header.body_hash = hash256(body);

  wire::HeaderBytes signed_header = wire::encode(header);
  SealedAlert sealed;
  sealed.header_hash = header_hash(signed_header);
  sealed.envelope.reserve(limits::envelope_bytes);
  put(sealed.envelope, signed_header);
  put(sealed.envelope, sign(device, Tag::alert_header, signed_header).view());
  put(sealed.envelope, wraps);
  put(sealed.envelope, body);
  assert(sealed.envelope.size() == limits::envelope_bytes);
  return sealed;
}

Hash header_hash(ByteView header) {
  return hash256(header);
}

Hash body_binding(ByteView header) {
  assert(header.size() == limits::header_bytes);
  wire::HeaderBytes copy;
  std::copy(header.begin(), header.end(), copy.begin());
  std::fill_n(copy.begin() + body_hash_offset, Hash::size, std::uint8_t{0});
  return hash256(copy);
}

Hash key_commitment(const Secret32& content_key, const AlertId& alert) {
  ByteWriter bytes;
  bytes.text("tocsin/v1/kc").raw(alert);
  return keyed_hash256(content_key.view(), bytes.view());
}

std::array<std::uint8_t, 16> wrap_binding(const MandateId& mandate, const AlertId& alert, std::uint8_t slot) {
  ByteWriter bytes;
  bytes.raw(mandate).raw(alert).u8(slot);
  return hash128(bytes.view());
}

Result<wire::AlertHeader> verify_header(ByteView header, const Signature& signature,
                                        const SigningPublic& device) {
  if (header.size() != limits::header_bytes) return fail(Errc::malformed, "alert header: not 256 bytes");
  if (!verify(device, Tag::alert_header, header, signature))
    return fail(Errc::bad_signature, "alert header: not signed by this device key");
  return wire::decode_header(header);
}

Result<wire::AlertHeader> verify_envelope(ByteView envelope, const SigningPublic& device) {
  auto parts = wire::split_envelope(envelope);
  if (!parts) return pass_on(parts);
  auto header = verify_header(parts->header, *Signature::from(parts->signature), device);
  if (!header) return header;
  if (hash256(parts->wraps) != header->wraps_hash)
    return fail(Errc::malformed, "envelope: the wraps are not those that the header names");
  if (hash256(parts->body) != header->body_hash)
    return fail(Errc::malformed, "envelope: the body is not the one that the header names");
  return header;
}

std::array<std::uint8_t, wire::signed_receipt_bytes> sign_receipt(const wire::Receipt& receipt,
                                                                  const SigningKey& node) {
  wire::ReceiptBytes bytes = wire::encode(receipt);
  Signature signature = sign(node, receipt_tag(bytes), bytes);
  std::array<std::uint8_t, wire::signed_receipt_bytes> made;
  std::copy(bytes.begin(), bytes.end(), made.begin());
  std::copy(signature.bytes.begin(), signature.bytes.end(), made.begin() + wire::receipt_bytes);
  return made;
}

Result<wire::Receipt> verify_receipt(ByteView signed_receipt, const SigningPublic& node) {
  if (signed_receipt.size() != wire::signed_receipt_bytes)
    return fail(Errc::malformed, "receipt: not 192 bytes");
  auto bytes = signed_receipt.first<wire::receipt_bytes>();
  if (!verify(node, receipt_tag(bytes), bytes, *Signature::from(signed_receipt.subspan(wire::receipt_bytes))))
    return fail(Errc::bad_signature, "receipt: not signed by this node");
  auto receipt = wire::decode_receipt(bytes);
  if (receipt && receipt->issuer != key_id(node))
    return fail(Errc::bad_signature, "receipt: signed by another node than it names");
  return receipt;
}

}  // namespace tocsin::seal
