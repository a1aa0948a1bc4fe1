// R5 at a border: a sector that a charter shares with a neighbour commune is open only while the neighbour's
// charter shares one back. Decided at the post that has both charters; nothing of it reaches the neighbour's
// node.
#pragma once
#include "policy/standing.h"
#include "policy/verdict.h"

namespace tocsin::policy {

struct BorderFacts {
  bool shared = true;        // with a neighbour, by the alert's own charter; false: there is nothing to ask
  CharterFacts neighbour{};  // its charter as this post holds it; the default: it holds none
  bool shares_back = false;  // that charter shares a sector with the alert's commune
  bool same_kind = false;    // both are exercises, or both are real
  bool category_on = false;  // that charter, tightened as it is, enables the alert's category
  Instant accepted{};
};
Verdict r5_border(const BorderFacts& facts);

}  // namespace tocsin::policy
