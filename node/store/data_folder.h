// The folder of a node's data, and the claim that one process at a time has on it.
#pragma once
#include <string>

#include "node/files/fd.h"
#include "protocol/result.h"

namespace tocsin::store {

class DataFolder {
 public:
  // Makes the folder if need be (0700) and claims it: a lock on the file `in-use` in it, held as long as this
  // object lives and given up by the system if the process dies. Errc::configuration, naming the folder and
  // the holder's process number, if another process holds it.
  static Result<DataFolder> claim(const std::string& path);
  const std::string& path() const { return path_; }
  std::string file(const char* name) const { return path_ + "/" + name; }

 private:
  DataFolder(std::string path, files::Fd lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  std::string path_;
  files::Fd lock_;
};

}  // namespace tocsin::store
