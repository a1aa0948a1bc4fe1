#include <string.h>
#include <zmq.h>

#include <algorithm>
#include <cassert>

#include "relay/io/context.h"

namespace tocsin::relay::io {
namespace {

constexpr std::size_t z85_bytes = 41;  // 40 characters and the end of the text

}  // namespace

CurveKeys::~CurveKeys() {
  explicit_bzero(secret.data(), secret.size());
}

CurveKeys make_curve_keys() {
  char public_text[z85_bytes], secret_text[z85_bytes];
  [[maybe_unused]] const int made = zmq_curve_keypair(public_text, secret_text);
  assert(made == 0);  // fails only in a libzmq without CURVE
  CurveKeys keys;
  zmq_z85_decode(keys.public_key.bytes.data(), public_text);
  zmq_z85_decode(keys.secret.data(), secret_text);
  explicit_bzero(secret_text, sizeof secret_text);
  return keys;
}

CurveKeys curve_keys_of(SecretView secret) {
  char public_text[z85_bytes], secret_text[z85_bytes];
  CurveKeys keys;
  std::copy(secret.begin(), secret.end(), keys.secret.begin());
  zmq_z85_encode(secret_text, secret.data(), secret.size());
  [[maybe_unused]] const int derived = zmq_curve_public(public_text, secret_text);
  assert(derived == 0);
  zmq_z85_decode(keys.public_key.bytes.data(), public_text);
  explicit_bzero(secret_text, sizeof secret_text);
  return keys;
}

}  // namespace tocsin::relay::io
