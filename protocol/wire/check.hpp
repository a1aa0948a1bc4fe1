// Collects what is wrong with a value: the first rule that does not hold, with the name of its field.
// Internal.
#pragma once
#include "protocol/ids.h"
#include "protocol/result.h"
#include "protocol/time.h"
#include "protocol/vocabulary.h"

namespace tocsin::wire {

class Check {
 public:
  explicit Check(std::string what) : what_(std::move(what)) {}
  void that(bool holds, const char* field, const char* rule, Errc code = Errc::malformed) {
    if (!holds && status_) status_ = fail(code, what_ + "." + field + ": " + rule);
  }
  template <class Enum>
  void known(Enum value, const char* field, Errc code = Errc::malformed) {
    that(is_known<Enum>(static_cast<std::uint8_t>(value)), field, "not in the list", code);
  }
  template <class Enum>
  void known(const std::optional<Enum>& value, const char* field) {
    if (value) known(*value, field);
  }
  template <class Id>
  void set(const Id& id, const char* field) {
    that(!id.is_zero(), field, "must not be zero");
  }
  void commune(const Insee& insee, const char* field) {
    that(parse_insee(to_string(insee)) == insee, field, "not an INSEE code");
  }
  void post(const PostId& post, const char* field) {
    that(parse_post_id(to_string(post)) == post, field, "not a post id");
  }
  void sector(SectorId sector, const char* field) {
    that(sector >= 1 && sector <= 999, field, "not in 1 ... 999");
  }
  void instant(Instant at, const char* field) {
    that(at >= Instant{} && to_ms(at) <= ms_max, field, "not an instant from 1970 to 9999");
  }
  // What is wrong with a part, under the part's own name.
  void part(const Status& status) {
    if (!status && status_) status_ = status;
  }
  Status result() && { return std::move(status_); }

 private:
  std::string what_;
  Status status_;
};

}  // namespace tocsin::wire
