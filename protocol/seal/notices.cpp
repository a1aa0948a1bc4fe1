#include "protocol/seal/notices.h"

#include "protocol/seal/signature_sheet.h"

namespace tocsin::seal {
namespace {

using wire::DocumentType;
constexpr std::string_view by_office = "a commission of the office that issues it";

}  // namespace

Result<NoticeSignatures> verify_notice(const SignedDocument& document, std::span<const SigningPublic> keys) {
  SignatureSheet sheet(document, DocumentType::notice);
  auto tag = sheet.has(Tag::notice_mairie) ? Tag::notice_mairie : Tag::notice_post;
  auto signers = sheet.take(tag, keys, by_office);
  if (signers.empty()) sheet.refuse(by_office, "signature missing");
  if (signers.size() > notice_signatures_max) sheet.refuse(by_office, "more than two signatures");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  auto notice = wire::decode<wire::Notice>(document.bytes);
  if (!notice) return pass_on(notice);
  if (notice_tag(notice->kind) != tag)
    return fail(Errc::untrusted, "notice: it is signed as another office's");
  return NoticeSignatures{std::move(*notice), std::move(signers)};
}

Result<CancelSignature> verify_notice_cancel(const SignedDocument& document,
                                             std::span<const SigningPublic> keys) {
  SignatureSheet sheet(document, DocumentType::notice_cancel);
  auto signers = sheet.take(Tag::notice_cancel, keys, by_office);
  if (signers.empty()) sheet.refuse(by_office, "signature missing");
  if (signers.size() > 1) sheet.refuse(by_office, "more than one signature");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  auto cancel = wire::decode<wire::NoticeCancel>(document.bytes);
  if (!cancel) return pass_on(cancel);
  return CancelSignature{*cancel, signers.front()};
}

Result<wire::NoticeDisplay> verify_notice_display(const SignedDocument& document,
                                                  const SigningPublic& device) {
  SignatureSheet sheet(document, DocumentType::notice_display);
  sheet.require(Tag::notice_display, device, "the referent's device");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  return wire::decode<wire::NoticeDisplay>(document.bytes);
}

}  // namespace tocsin::seal
