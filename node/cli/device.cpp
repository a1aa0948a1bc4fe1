#include "node/cli/device.h"

#include "node/cli/words.h"

namespace tocsin::node::cli {

Result<std::unique_ptr<OpenDevice>> OpenDevice::at(const Context& context, const std::string& audience,
                                                   IfMissing if_missing) {
  const auto folder = profile_of(context, audience);
  std::error_code error;
  if (if_missing == IfMissing::fail && !std::filesystem::exists(folder, error)) {
    return fail(Errc::not_found,
                "no profile in " + folder.string() + ": make it first, or give its --profile");
  }
  auto profile = client::Profile::open(folder);
  if (!profile) return pass_on(profile);
  auto connector = client::make_curve_connector();
  if (!connector) return pass_on(connector);
  std::unique_ptr<OpenDevice> device(new OpenDevice(std::move(*profile)));
  device->connector_ = std::move(*connector);
  device->tools_.connector = device->connector_.get();
  device->tools_.entropy = &device->entropy_;
  device->tools_.clock = system_now;
  return device;
}

int report(const Context& context, const client::Failure& failure, std::string_view next) {
  if (failure.rule == 0) return context.out.failed(failure.error, next);
  Record more;
  std::string sentence(rule_sentence(failure.rule));
  if (!failure.error.detail.empty()) {
    more.push_back({"detail", failure.error.detail});
    sentence += " (" + std::string(detail_sentence(failure.error.detail)) + ")";
  }
  return context.out.refused(failure.rule, sentence, std::move(more));
}

int misuse(const Context& context, const std::string& what) {
  return context.out.misused(what);
}

}  // namespace tocsin::node::cli
