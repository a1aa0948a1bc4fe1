#include "node/cli/qr.h"

#include <qrencode.h>

#include <memory>

namespace tocsin::node::cli {

std::string qr_blocks(std::string_view text, bool inverted) {
  constexpr int border = 2;
  std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString(std::string(text).c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free);
  if (!code) return {};
  auto dark = [&](int x, int y) {
    if (x < 0 || y < 0 || x >= code->width || y >= code->width) return false;
    return (code->data[y * code->width + x] & 1) != 0;
  };
  std::string drawn;
  for (int y = -border; y < code->width + border; y += 2) {
    for (int x = -border; x < code->width + border; ++x) {
      bool upper = dark(x, y) != inverted, lower = dark(x, y + 1) != inverted;
      drawn += upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ");
    }
    drawn += "\n";
  }
  return drawn;
}

}  // namespace tocsin::node::cli
