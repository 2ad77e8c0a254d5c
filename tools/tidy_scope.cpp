// A plugin of clang-tidy: its checks walk our own declarations only.
//
// Without it every check walks the whole of every library that a unit includes, to throw away what it finds
// there: nine tenths of the time.  The scope is what clangd sets for the same reason; the parser and the
// static analyzer still see everything.  tools/tidy builds this file where libclang is installed and loads
// it.
#include <clang/AST/ASTConsumer.h>
#include <clang/AST/ASTContext.h>
#include <clang/AST/Decl.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Frontend/FrontendPluginRegistry.h>

#include <memory>
#include <string>
#include <vector>

namespace {

class own_declarations : public clang::ASTConsumer {
 public:
  void HandleTranslationUnit(clang::ASTContext &context) override {
    const clang::SourceManager &sources = context.getSourceManager();
    std::vector<clang::Decl *> ours;
    for (clang::Decl *one : context.getTranslationUnitDecl()->decls())
      if (!sources.isInSystemHeader(sources.getExpansionLoc(one->getLocation()))) ours.push_back(one);
    context.setTraversalScope(ours);
  }
};

class scope_action : public clang::PluginASTAction {
 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &, llvm::StringRef) override {
    return std::make_unique<own_declarations>();
  }
  bool ParseArgs(const clang::CompilerInstance &, const std::vector<std::string> &) override { return true; }
  ActionType getActionType() override { return AddBeforeMainAction; }
};

const clang::FrontendPluginRegistry::Add<scope_action> registered("tidy-scope",
                                                                  "walk our own declarations only");

}  // namespace
