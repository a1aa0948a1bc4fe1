#include "relay/bucket.h"
