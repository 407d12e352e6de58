package com.callmissed.apikey;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** A change of a key. Only its name can change; any other change needs a new key. */
record RenameKeyRequest(@NotBlank @Size(max = 255) String name) {}
