import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ko.KoreanNumberFilter;
import org.apache.lucene.analysis.ko.KoreanPartOfSpeechStopFilter;
import org.apache.lucene.analysis.ko.KoreanReadingFormFilter;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.KoreanTokenizer.DecompoundMode;
import org.apache.lucene.analysis.ko.POS;
import org.apache.lucene.analysis.ko.dict.UserDictionary;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/** The analysis-nori plugin, which is not published as a jar, over Lucene's own nori and Elasticsearch's own readers. */
public final class NoriPlugin extends Plugin implements AnalysisPlugin {
    // The real plugin never puts out the single characters of an unknown word, and has no setting for it.
    private static final boolean OUTPUT_UNKNOWN_UNIGRAMS = false;

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of("nori_tokenizer", (index, environment, name, settings) -> tokenizer(environment, name, settings));
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of(
            "nori_part_of_speech", (index, environment, name, settings) -> {
                Set<POS.Tag> tags = stopTags(environment, settings);
                return filter(name, tokens -> new KoreanPartOfSpeechStopFilter(tokens, tags));
            },
            "nori_readingform", (index, environment, name, settings) -> filter(name, KoreanReadingFormFilter::new),
            "nori_number", (index, environment, name, settings) -> filter(name, KoreanNumberFilter::new)
        );
    }

    private static TokenizerFactory tokenizer(Environment environment, String name, Settings settings) throws IOException {
        UserDictionary words = userDictionary(environment, settings);
        String mode = settings.get("decompound_mode", KoreanTokenizer.DEFAULT_DECOMPOUND.name());
        DecompoundMode decompound = DecompoundMode.valueOf(mode.toUpperCase(Locale.ENGLISH));
        boolean discardPunctuation = settings.getAsBoolean("discard_punctuation", true);
        return TokenizerFactory.newFactory(name, () -> new KoreanTokenizer(
            KoreanTokenizer.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, words, decompound, OUTPUT_UNKNOWN_UNIGRAMS, discardPunctuation
        ));
    }

    private static UserDictionary userDictionary(Environment environment, Settings settings) throws IOException {
        if (settings.hasValue("user_dictionary") && settings.hasValue("user_dictionary_rules")) {
            throw new IllegalArgumentException("[user_dictionary] and [user_dictionary_rules] cannot stand together");
        }
        // Elasticsearch's reader drops comments and refuses a rule that stands twice, unless `lenient` is set.
        List<String> rules = Analysis.getWordList(
            environment, settings, "user_dictionary", "user_dictionary_rules", "lenient", true, true
        );
        // Lucene wants null for no words: it cannot build an empty dictionary.
        return rules == null || rules.isEmpty() ? null : UserDictionary.open(new StringReader(String.join("\n", rules)));
    }

    private static Set<POS.Tag> stopTags(Environment environment, Settings settings) {
        List<String> names = Analysis.getWordList(environment, settings, "stoptags");
        // Lucene 10 refuses names that are no tag, among them `E` and `J`, which it split into finer ones.
        return names == null
            ? KoreanPartOfSpeechStopFilter.DEFAULT_STOP_TAGS
            : names.stream().map(POS::resolveTag).collect(Collectors.toUnmodifiableSet());
    }

    private static TokenFilterFactory filter(String name, UnaryOperator<TokenStream> wrap) {
        return new AbstractTokenFilterFactory(name) {
            @Override
            public TokenStream create(TokenStream tokens) {
                return wrap.apply(tokens);
            }
        };
    }
}
