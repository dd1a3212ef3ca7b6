using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sonde.CodeFixes;

/// <summary>Gives a key that is filled field by field its first value: <c>Key key = default;</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ClearKeyCodeFix))]
[Shared]
public sealed class ClearKeyCodeFix : CodeFixProvider
{
    private const string Title = "Begin with 'default'";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["SONDE031"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan) is VariableDeclaratorSyntax { Initializer: null } declarator)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, _ => Task.FromResult(Clear(context.Document, root, declarator)), Title), diagnostic);
            }
        }
    }

    private static Document Clear(Document document, SyntaxNode root, VariableDeclaratorSyntax declarator)
    {
        EqualsValueClauseSyntax value = SyntaxFactory.EqualsValueClause(
            SyntaxFactory.Token(SyntaxKind.EqualsToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space),
            SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression));
        return document.WithSyntaxRoot(root.ReplaceNode(declarator, declarator.WithInitializer(value)));
    }
}
