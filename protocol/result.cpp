#include "protocol/result.h"

namespace tocsin {

const char* name(Errc code) {
  switch (code) {
    case Errc::malformed: return "malformed";
    case Errc::unsupported: return "unsupported";
    case Errc::bad_signature: return "bad_signature";
    case Errc::not_found: return "not_found";
    case Errc::conflict: return "conflict";
    case Errc::too_large: return "too_large";
    case Errc::cannot_open: return "cannot_open";
    case Errc::store_full: return "store_full";
    case Errc::store_damaged: return "store_damaged";
    case Errc::io: return "io";
    case Errc::busy: return "busy";
    case Errc::unreachable: return "unreachable";
    case Errc::configuration: return "configuration";
    case Errc::not_allowed: return "not_allowed";
    case Errc::expired: return "expired";
    case Errc::untrusted: return "untrusted";
  }
  return "unknown";  // a number read from an old or foreign log
}

}  // namespace tocsin
