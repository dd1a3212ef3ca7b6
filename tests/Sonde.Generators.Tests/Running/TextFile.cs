using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Sonde.Generators.Tests.Running;

/// <summary>A description as the compiler hands it over.</summary>
internal sealed class TextFile(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
