// A charter as a node holds it, and what one turn remembers of it, so that nothing is decoded twice.
#pragma once
#include <optional>
#include <vector>

#include "policy/limits.h"
#include "policy/standing.h"
#include "protocol/wire/documents.h"

namespace tocsin::node {

struct CharterHere {
  wire::Charter charter;
  Hash hash;
  policy::CharterFacts facts;  // the end as renewed
};

// Forgotten with the turn, and whenever a document changes (keep.h).
struct Memo {
  struct Charter {
    Bytes about;
    std::optional<CharterHere> here;
  };
  struct Limits {
    Insee commune;
    std::uint32_t sequence;  // of the charter
    policy::Limits limits;
  };
  std::vector<Charter> charters;
  std::vector<Limits> limits;
};

}  // namespace tocsin::node
