// What a program needs that checks a release and holds no key: Ed25519 verification and SHA-256, in an
// archive of their own, so that those who link it alone can sign, seal and open nothing.
#pragma once
#include "protocol/ids.h"

namespace tocsin::seal {

// What a signature on the manifest of a web bundle is about: Tag::web_bundle of the registry.
constexpr std::uint16_t web_bundle_tag = 90;

// A signature over `tag ‖ bytes`. False for a wrong, malleated or small-order signature or key.
bool verify_tagged(const SigningPublic& key, std::uint16_t tag, ByteView bytes, const Signature& signature);

std::array<std::uint8_t, 32> sha256(ByteView bytes);

}  // namespace tocsin::seal
