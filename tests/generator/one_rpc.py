"""A service of one RPC, for the declarations that tests write."""


def one_rpc(signature: str, policy: str, *, name: str = "Trial") -> str:
    """`signature` as in "Find(Query) returns (Found)"; `policy` holds the fields of its policy."""
    return f"""
    // Serves the test.
    service {name}Service {{
      // Does what the test needs.
      rpc {signature} {{
        option (google.api.http) = {{post: "/api/{name}" body: "*"}};
        option (fluxdesk.v1.policy) = {{{policy}}};
      }}
    }}
    """
