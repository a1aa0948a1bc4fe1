// A folder of its own for one test, gone with it. In memory where the system has a place for that: what tests
// do to files does not depend on the disk, and its syncs cost most of their time.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "protocol/ids.h"

namespace tocsin::test {

class TempFolder {
 public:
  TempFolder() {
    std::error_code none;
    bool memory = std::filesystem::is_directory("/dev/shm", none) && !std::getenv("TOCSIN_TEST_ON_DISK");
    auto parent = memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path();
    std::string name = (parent / "tocsin-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a test folder");
    path_ = name;
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline Bytes bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

inline Bytes slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Overwrites in place; the file keeps its mode.
inline void overwrite(const std::string& path, std::size_t offset, ByteView bytes) {
  std::fstream out(path, std::ios::binary | std::ios::in | std::ios::out);
  out.seekp(static_cast<std::streamoff>(offset));
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace tocsin::test
