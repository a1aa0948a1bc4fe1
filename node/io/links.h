// The lines this node dials, to peers and to relays: which are to be open, which are up, and a line that
// answers at the transport but not above it is hung up and dialled anew. One thread; never blocks.
#pragma once
#include <map>
#include <vector>

#include "node/core/turn.h"
#include "relay/io/dial.h"

namespace tocsin::node::io {

class Links {
 public:
  // Both must outlive it.
  Links(relay::io::Context& context, const relay::io::CurveKeys& own) : context_(context), own_(own) {}

  // Dials what is new, hangs up what is wanted no longer. The errors are those of endpoints not understood.
  std::vector<Error> set(const std::vector<LineTo>& wanted, Instant now);
  // False: there is no such line, it is not up, or its queue is full. The core sends again by itself.
  bool send(const LineTo& to, ByteView frame, Instant now);
  // Adds what happened since the last call: at most `messages_max` messages of each line, and every change.
  void drain(std::size_t messages_max, Instant now, std::vector<Input>& inputs);
  void add_waitables(std::vector<relay::io::Waitable>& to) const;

 private:
  struct Line {
    relay::io::Dial dial;
    relay::Link link;
    bool told_up = false;  // the core's view of it
  };
  Result<relay::io::Dial> dial(const LineTo& to);
  void follow(const LineTo& to, Line& line, relay::LinkDuty duty, std::vector<Input>& inputs);

  relay::io::Context& context_;
  const relay::io::CurveKeys& own_;
  std::map<LineTo, Line> lines_;
  std::vector<Input> hung_up_;  // changes that `set` made, told by the next drain
};

}  // namespace tocsin::node::io
