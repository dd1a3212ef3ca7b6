using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sonde.CodeFixes;

/// <summary>Makes the declaration of what is not disposed a <c>using</c> declaration.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DisposeCodeFix))]
[Shared]
public sealed class DisposeCodeFix : CodeFixProvider
{
    private const string Title = "Dispose it with 'using'";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["SONDE033"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            // A section of a switch may not have a declaration with using, and one declaration may have variables that are no owners.
            if (root?.FindNode(diagnostic.Location.SourceSpan) is VariableDeclaratorSyntax
                {
                    Parent: VariableDeclarationSyntax
                    {
                        Variables.Count: 1,
                        Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } statement,
                    },
                })
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, _ => Task.FromResult(Dispose(context.Document, root, statement)), Title), diagnostic);
            }
        }
    }

    private static Document Dispose(Document document, SyntaxNode root, LocalDeclarationStatementSyntax statement)
    {
        SyntaxToken keyword = SyntaxFactory.Token(statement.GetLeadingTrivia(), SyntaxKind.UsingKeyword, [SyntaxFactory.Space]);
        return document.WithSyntaxRoot(root.ReplaceNode(statement, statement.WithoutLeadingTrivia().WithUsingKeyword(keyword)));
    }
}
