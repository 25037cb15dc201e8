// Stand-ins on the curves that WebCrypto does not support. They are public and must not be used to sign.

export const PAIRS = {
  "P-224": [
    { d: "Rqe1qVUNzdb9w3qRo-1mlb7wFsF9VWwPC4CA_g", x: "R7uHsVLwEo0Y-BGkvU8h4f6OJkBb9E70ao3-fQ", y: "socT_onzCm3OZKyHTTMR8bY-beYu-va3uRsAjA" },
    { d: "KKP7CzhB5gCppuxdGKg7ftKqKJhMrH4XxHCojQ", x: "HEo1LATjJYhSzKox1NExeVhliZ-B8kz-EpS90g", y: "d2pIj_JU-g58Nvs-V5hi4lhVNSglOfl6_0D-Lg" },
  ],
  secp256k1: [
    { d: "Bc6v5s--C6qyHcR2raFdHvNR-DQ_E_168OzuVBfbQdc", x: "B-l_fkYsI5uicsXP5npWwV_s9Vk5PtXU2TEpSwiMRDE", y: "jiP62VVIafv33yFRYa-lEaQH3vuTADwzUAPEpyCSrzM" },
    { d: "LlZ9_LZEtGmfmL7sn6IkfcjePcAPMrF33V6Y2QH0lvc", x: "E0KlPKTcoLs5VcAlTT4U4Uw0wLUdgofPfpiP_mFJC7A", y: "JQ_VzojtSFKxk96NJHtPojs9-bcHBahMGPHWR5jvlxI" },
  ],
};
