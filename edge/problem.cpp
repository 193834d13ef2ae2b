#include "edge/problem.hpp"

#include <array>

#include "edge/json_writer.hpp"

namespace scrutin::edge {

namespace {

struct description {
  std::string_view name;
  std::string_view english;
  std::string_view french;
};

// In the order of problem_type.
constexpr std::array<description, problem_types> descriptions{{
  {"malformed-request", "The request is not HTTP as it is spoken here",
   "La requête n'est pas du HTTP tel qu'on le parle ici"},
  {"malformed-json", "The body is not the JSON that is wanted",
   "Le corps n'est pas le JSON attendu"},
  {"invalid-fields", "Some fields are not as they should be",
   "Des champs ne sont pas comme ils devraient être"},
  {"not-found", "There is nothing here", "Il n'y a rien ici"},
  {"unknown-law", "No law has that identifier",
   "Aucune loi n'a cet identifiant"},
  {"unknown-election", "No election has that identifier",
   "Aucune élection n'a cet identifiant"},
  {"unknown-region", "The election has no such region",
   "L'élection n'a pas cette circonscription"},
  {"unknown-credential", "The credential is not on this roll",
   "Ces identifiants ne sont pas sur cette liste électorale"},
  {"already-voted", "This voter has voted already",
   "Cette personne a déjà voté"},
  {"not-open", "Voting has not begun", "Le vote n'a pas commencé"},
  {"closed", "Voting has ended", "Le vote est terminé"},
  {"suspended", "Voting is suspended", "Le vote est suspendu"},
  {"unknown-option", "The option does not stand in this contest",
   "Ce choix n'est pas offert dans ce scrutin"},
  {"wrong-method", "This contest is voted on in another way",
   "Ce scrutin se vote autrement"},
  {"invalid-selection", "The selection cannot be counted",
   "Cette sélection ne peut pas être comptée"},
  {"method-not-allowed", "This path does not take that method",
   "Ce chemin n'accepte pas cette méthode"},
  {"unsupported-media-type", "The body should be application/json",
   "Le corps devrait être du type application/json"},
  {"too-large", "The request is too large", "La requête est trop grande"},
  {"timed-out", "The request came too slowly",
   "La requête est venue trop lentement"},
  {"rate-limited", "Too many requests", "Trop de requêtes"},
  {"overloaded", "Too much to do: nothing was counted, try again",
   "Trop à faire : rien n'a été compté, réessayez"},
  {"unavailable", "Not possible now: nothing was counted, try again",
   "Impossible pour le moment : rien n'a été compté, réessayez"},
  {"outcome-unknown", "It is not known yet whether this was counted",
   "On ne sait pas encore si ce bulletin a été compté"},
  {"set-aside", "This ballot was reported to the election officials",
   "Ce bulletin a été signalé au personnel électoral"},
  {"unauthenticated", "Sign in first", "Il faut d'abord ouvrir une session"},
  {"wrong-login", "The name or the password is wrong",
   "Le nom ou le mot de passe est erroné"},
  {"forbidden", "This account may not do that", "Ce compte n'a pas ce droit"},
  {"cross-site", "The request comes from another site",
   "La requête vient d'un autre site"},
  {"insecure-transport", "Administration needs TLS",
   "L'administration exige TLS"},
  {"conflict", "Not possible as things stand", "Impossible dans l'état actuel"},
  {"candidate-withdrawn", "A candidate on this ballot has withdrawn",
   "Une candidature de ce bulletin a été retirée"},
  {"acclaimed", "This contest is decided without a vote",
   "Ce scrutin est décidé par acclamation"},
  {"definition-changed", "The election is not to be defined so any more",
   "L'élection ne peut plus être définie ainsi"},
  {"internal", "Something is broken here", "Quelque chose est brisé ici"},
}};

} // namespace

std::string_view name_of(problem_type x) {
  return descriptions.at(static_cast<std::size_t>(x)).name;
}

std::string_view title_of(problem_type x, language tongue) {
  const auto& titles = descriptions.at(static_cast<std::size_t>(x));
  return tongue == language::french ? titles.french : titles.english;
}

response to_response(const problem& x) {
  response answer;
  answer.status = x.status;
  answer.type = content::problem;
  answer.retry_after_s = x.retry_after_s;
  answer.tongue = x.tongue;
  json_writer out{answer.body};
  out.begin_object();
  out.member("type", "urn:scrutin:problem:" + std::string{name_of(x.type)});
  out.member("title", title_of(x.type, x.tongue));
  out.member("status", std::uint64_t{x.status});
  out.member("detail", x.detail);
  if (!x.errors.empty()) {
    out.key("errors").begin_array();
    for (const auto& wrong : x.errors) {
      out.begin_object();
      out.member("pointer", wrong.pointer);
      out.member("message", wrong.message);
      out.end_object();
    }
    out.end_array();
  }
  answer.body += x.members;
  out.end_object();
  return answer;
}

} // namespace scrutin::edge
