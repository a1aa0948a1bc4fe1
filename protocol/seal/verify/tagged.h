// `tag ‖ bytes` in one piece, as Ed25519 wants it: on the stack for what is signed often (headers, receipts,
// requests), on the heap for documents.
#pragma once
#include <array>
#include <cstring>

#include "protocol/ids.h"

namespace tocsin::seal {

class Tagged {
 public:
  Tagged(std::uint16_t tag, ByteView bytes) : size_(bytes.size() + 2) {
    if (size_ > small_.size()) large_.resize(size_);
    data()[0] = static_cast<std::uint8_t>(tag);
    data()[1] = static_cast<std::uint8_t>(tag >> 8);
    if (!bytes.empty()) std::memcpy(data() + 2, bytes.data(), bytes.size());
  }
  std::uint8_t* data() { return large_.empty() ? small_.data() : large_.data(); }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_;
  std::array<std::uint8_t, 512> small_;
  Bytes large_;
};

}  // namespace tocsin::seal
