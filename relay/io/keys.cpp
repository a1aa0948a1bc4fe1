#include "relay/io/context.h"
